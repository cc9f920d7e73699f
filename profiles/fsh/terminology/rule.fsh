// Its codes come from rules.json (profiles/build/rules.ts).
CodeSystem: RuleCode
Id: rule
Title: "Rule"
Description: "The rules of individual plans that findings name (OperationOutcome.issue.details). Those of the format, of FHIR and of other packages are named by their own keys in the same place."
* ^caseSensitive = true
* ^experimental = false
* ^content = #fragment
