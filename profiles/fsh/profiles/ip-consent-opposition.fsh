Profile: IpConsentOpposition
Parent: IpConsent
Id: ip-consent-opposition
Title: "D: opposition"
Description: "That the person opposes that information is handed over or made available (pbrl § 5-3): a deny, which beats every permit until the person lifts it."
* ^experimental = false
* scope = $consentscope#patient-privacy
* category[kind] = ConsentKind#opposition
* provision.type = #deny
