CodeSystem: PlanKind
Id: plan-kind
Title: "Kind of plan"
Description: "What kind of plan a CarePlan is."
* ^caseSensitive = true
* ^experimental = false
* #individual-plan "Individual plan" "The individual plan that a person has a right to under the Patient and User Rights Act § 2-5."
* #individual-plan insert Norwegian([[individuell plan]], [[individuell plan]])
