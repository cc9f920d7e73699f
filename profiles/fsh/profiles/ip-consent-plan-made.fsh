Profile: IpConsentPlanMade
Parent: IpConsent
Id: ip-consent-plan-made
Title: "Consent A: the plan is made"
Description: "That the person wants a plan (active), does not (rejected), or does no longer (inactive)."
* ^experimental = false
* scope = $consentscope#treatment
* category[kind] = ConsentKind#plan-made
* obeys ip-consent-who
