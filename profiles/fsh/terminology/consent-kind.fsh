CodeSystem: ConsentKind
Id: consent-kind
Title: "Kind of consent"
Description: "What a person says yes or no to around an individual plan."
* ^caseSensitive = true
* ^experimental = false
* #plan-made "Plan is made" "A: that an individual plan is made."
* #plan-made insert Norwegian([[at planen lages]], [[at planen blir laga]])
* #access "Access for a participant" "B: that a participant sees given parts of the plan until a given time."
* #access insert Norwegian([[innsyn for deltaker]], [[innsyn for deltakar]])
* #publish "Publication" "C: that the plan is published to a national store."
* #publish insert Norwegian([[publisering i nasjonal løsning]], [[publisering i nasjonal løysing]])
* #opposition "Opposition" "D: that the person opposes that information is made available."
* #opposition insert Norwegian([[motsetter seg tilgang eller utlevering]], [[motset seg tilgang eller utlevering]])

ValueSet: ConsentKindValueSet
Id: consent-kind
Title: "Kinds of consent"
Description: "What a person says yes or no to around an individual plan."
* ^experimental = false
* include codes from system ConsentKind

ValueSet: ConsentScopeValueSet
Id: consent-scope
Title: "Consent scopes"
Description: "treatment for the consent that a plan is made (A), patient-privacy for access, publication and opposition (B–D)."
* ^experimental = false
* $consentscope#treatment "Treatment"
* $consentscope#patient-privacy "Privacy Consent"
