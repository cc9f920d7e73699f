Profile: IpConsentPublication
Parent: IpConsent
Id: ip-consent-publication
Title: "Consent C: publication"
Description: "That the plan is published to a national store. Withdrawal deletes it there."
* ^experimental = false
* scope = $consentscope#patient-privacy
* category[kind] = ConsentKind#publish
* obeys ip-consent-who
