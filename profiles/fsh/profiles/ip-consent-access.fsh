Profile: IpConsentAccess
Parent: IpConsent
Id: ip-consent-access
Title: "Consent B: access for a participant"
Description: "That a participant may see the parts of the plan that a provision names, until its end."
* ^experimental = false
* scope = $consentscope#patient-privacy
* category[kind] = ConsentKind#access
* obeys ip-consent-who and ip-access-provision and ip-access-until
