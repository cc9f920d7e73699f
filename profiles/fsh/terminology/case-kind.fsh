CodeSystem: CaseKind
Id: case-kind
Title: "Kind of case"
Description: "What is to be decided in a case (Task.code)."
* ^caseSensitive = true
* ^experimental = false
* #need "Need" "Whether a person who was reported, or who applied, gets an individual plan or a coordinator."
* #need insert Norwegian([[behov for plan eller koordinator]], [[behov for plan eller koordinator]])
* #decision "Decision" "Whether a measure that needs a decision is granted. The plan gives no right to it."
* #decision insert Norwegian([[vedtak om et tiltak]], [[vedtak om eit tiltak]])
