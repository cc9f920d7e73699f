Profile: IpConsent
Parent: Consent
Id: ip-consent
Title: "Consent around an individual plan"
Description: "That the plan is made (A), that a participant has access (B), that the plan is published (C), or that the person opposes (D). Each kind has a profile of its own."
* ^experimental = false
* insert PartOwned
* scope from ConsentScopeValueSet (required)
* insert PatternSlicing(category)
* category contains kind 1..1
// The pattern names the system only, so that an unknown kind falls into the slice and fails its binding.
* category[kind] ^patternCodeableConcept.coding.system = Canonical(ConsentKind)
* category[kind] from ConsentKindValueSet (required)
* patient 1..1
* dateTime 1..1
* policyRule from ConsentPolicyRuleValueSet (extensible)
