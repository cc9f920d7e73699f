CodeSystem: LegalBasis
Id: legal-basis
Title: "Legal basis"
Description: "The sections of Norwegian acts that a plan, a consent, an opposition or a disclosure rests on. Which section applies when is not said here: that is a table with validity dates."
* ^caseSensitive = true
* ^experimental = false
* #PBRL2-5 "Patient and User Rights Act § 2-5" "The right to an individual plan."
* #PBRL2-5 insert Norwegian([[pasient- og brukerrettighetsloven § 2-5]], [[pasient- og brukarrettslova § 2-5]])
* #PBRL2-5b "Patient and User Rights Act § 2-5 b" "The right to a coordinator."
* #PBRL2-5b insert Norwegian([[pasient- og brukerrettighetsloven § 2-5 b]], [[pasient- og brukarrettslova § 2-5 b]])
* #PBRL2-5c "Patient and User Rights Act § 2-5 c" "The right to a child coordinator."
* #PBRL2-5c insert Norwegian([[pasient- og brukerrettighetsloven § 2-5 c]], [[pasient- og brukarrettslova § 2-5 c]])
* #PBRL3-3 "Patient and User Rights Act § 3-3" "Information to the next of kin."
* #PBRL3-3 insert Norwegian([[pasient- og brukerrettighetsloven § 3-3]], [[pasient- og brukarrettslova § 3-3]])
* #PBRL3-4 "Patient and User Rights Act § 3-4" "Information when the person is a minor."
* #PBRL3-4 insert Norwegian([[pasient- og brukerrettighetsloven § 3-4]], [[pasient- og brukarrettslova § 3-4]])
* #PBRL4-1 "Patient and User Rights Act § 4-1" "The main rule on consent."
* #PBRL4-1 insert Norwegian([[pasient- og brukerrettighetsloven § 4-1]], [[pasient- og brukarrettslova § 4-1]])
* #PBRL4-4 "Patient and User Rights Act § 4-4" "Consent on behalf of a child."
* #PBRL4-4 insert Norwegian([[pasient- og brukerrettighetsloven § 4-4]], [[pasient- og brukarrettslova § 4-4]])
* #PBRL5-3 "Patient and User Rights Act § 5-3" "The right to oppose that health information is handed over or made available."
* #PBRL5-3 insert Norwegian([[pasient- og brukerrettighetsloven § 5-3]], [[pasient- og brukarrettslova § 5-3]])
* #HPL22 "Health Personnel Act § 22" "Consent to give information."
* #HPL22 insert Norwegian([[helsepersonelloven § 22]], [[helsepersonellova § 22]])
* #HPL25 "Health Personnel Act § 25" "Information to cooperating personnel, unless the person objects."
* #HPL25 insert Norwegian([[helsepersonelloven § 25]], [[helsepersonellova § 25]])
* #HPL38a "Health Personnel Act § 38 a" "The duty to report the need for an individual plan and a coordinator."
* #HPL38a insert Norwegian([[helsepersonelloven § 38 a]], [[helsepersonellova § 38 a]])
* #HPL45 "Health Personnel Act § 45" "Information to those who give health care, unless the person objects."
* #HPL45 insert Norwegian([[helsepersonelloven § 45]], [[helsepersonellova § 45]])
* #SPHL2-5 "Specialist Health Services Act § 2-5" "The duty of the health trust to make individual plans."
* #SPHL2-5 insert Norwegian([[spesialisthelsetjenesteloven § 2-5]], [[spesialisthelsetenestelova § 2-5]])
* #HOL7-1 "Health and Care Services Act § 7-1" "The duty of the municipality to make individual plans."
* #HOL7-1 insert Norwegian([[helse- og omsorgstjenesteloven § 7-1]], [[helse- og omsorgstenestelova § 7-1]])
* #PHVL4-1 "Mental Health Care Act § 4-1" "Individual plan in mental health care."
* #PHVL4-1 insert Norwegian([[psykisk helsevernloven § 4-1]], [[psykisk helsevernlova § 4-1]])
* #NAV15 "Labour and Welfare Administration Act § 15" "Individual plan at NAV."
* #NAV15 insert Norwegian([[NAV-loven § 15]], [[NAV-lova § 15]])
* #STL28 "Social Services Act § 28" "Individual plan in the social services."
* #STL28 insert Norwegian([[sosialtjenesteloven § 28]], [[sosialtenestelova § 28]])
* #STL33 "Social Services Act § 33" "Individual plan in the qualification programme."
* #STL33 insert Norwegian([[sosialtjenesteloven § 33]], [[sosialtenestelova § 33]])
* #BVL15-9 "Child Welfare Act § 15-9" "Individual plan in child welfare."
* #BVL15-9 insert Norwegian([[barnevernsloven § 15-9]], [[barnevernslova § 15-9]])
* #FVL13a "Public Administration Act § 13 a" "Limits to the duty of confidentiality, among them consent."
* #FVL13a insert Norwegian([[forvaltningsloven § 13 a]], [[forvaltningslova § 13 a]])

ValueSet: LegalBasisValueSet
Id: legal-basis
Title: "Legal bases"
Description: "Sections of Norwegian acts."
* ^experimental = false
* include codes from system LegalBasis

ValueSet: ConsentPolicyRuleValueSet
Id: consent-policy-rule
Title: "Consent policy rules"
Description: "The legal bases, and the policy rules that other Norwegian and IHE senders use: opt-in, opt-out, and HL7 Norway's code for § 5-3."
* ^experimental = false
* include codes from system LegalBasis
* $v3-ActCode#OPTIN "opt-in"
* $v3-ActCode#OPTOUT "opt-out"
* $no-basis-legal-basis#PBRL5-3
