CodeSystem: LegalBasis
Id: legal-basis
Title: "Legal basis"
Description: "The sections of Norwegian acts that a consent, or an opposition, rests on. Which section applies when is not said here: that is a table with validity dates."
* ^caseSensitive = true
* ^experimental = false
* #PBRL2-5 "Patient and User Rights Act § 2-5" "The right to an individual plan."
* #PBRL2-5 insert Norwegian([[pasient- og brukerrettighetsloven § 2-5]], [[pasient- og brukarrettslova § 2-5]])
* #PBRL4-1 "Patient and User Rights Act § 4-1" "The main rule on consent."
* #PBRL4-1 insert Norwegian([[pasient- og brukerrettighetsloven § 4-1]], [[pasient- og brukarrettslova § 4-1]])
* #PBRL5-3 "Patient and User Rights Act § 5-3" "The right to oppose that health information is handed over or made available."
* #PBRL5-3 insert Norwegian([[pasient- og brukerrettighetsloven § 5-3]], [[pasient- og brukarrettslova § 5-3]])
* #HPL22 "Health Personnel Act § 22" "Consent to give information."
* #HPL22 insert Norwegian([[helsepersonelloven § 22]], [[helsepersonellova § 22]])
* #HPL25 "Health Personnel Act § 25" "Information to cooperating personnel, unless the person objects."
* #HPL25 insert Norwegian([[helsepersonelloven § 25]], [[helsepersonellova § 25]])
* #HPL45 "Health Personnel Act § 45" "Information to those who give health care, unless the person objects."
* #HPL45 insert Norwegian([[helsepersonelloven § 45]], [[helsepersonellova § 45]])
* #FVL13a "Public Administration Act § 13 a" "Limits to the duty of confidentiality, among them consent."
* #FVL13a insert Norwegian([[forvaltningsloven § 13 a]], [[forvaltningslova § 13 a]])

ValueSet: ConsentPolicyRuleValueSet
Id: consent-policy-rule
Title: "Consent policy rules"
Description: "The legal bases, and the policy rules that other Norwegian and IHE senders use: opt-in, opt-out, and HL7 Norway's code for § 5-3."
* ^experimental = false
* include codes from system LegalBasis
* $v3-ActCode#OPTIN "opt-in"
* $v3-ActCode#OPTOUT "opt-out"
* $no-basis-legal-basis#PBRL5-3
