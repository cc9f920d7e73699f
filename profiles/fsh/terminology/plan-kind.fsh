CodeSystem: PlanKind
Id: plan-kind
Title: "Kind of plan"
Description: "What kind of plan a CarePlan is. The others than individual-plan are kinds of sub-plans."
* ^caseSensitive = true
* ^experimental = false
* #individual-plan "Individual plan" "The individual plan that a person has a right to under the Patient and User Rights Act § 2-5."
* #individual-plan insert Norwegian([[individuell plan]], [[individuell plan]])
* #treatment "Treatment plan" "A plan for treatment in the health service."
* #treatment insert Norwegian([[behandlingsplan]], [[behandlingsplan]])
* #rehabilitation "Rehabilitation plan" "A plan for habilitation or rehabilitation."
* #rehabilitation insert Norwegian([[plan for habilitering eller rehabilitering]], [[plan for habilitering eller rehabilitering]])
* #self-treatment "Self-treatment plan" "What the person does as the condition changes."
* #self-treatment insert Norwegian([[egenbehandlingsplan]], [[eigenbehandlingsplan]])
* #crisis "Crisis plan" "What to do in a crisis."
* #crisis insert Norwegian([[kriseplan]], [[kriseplan]])
* #education "Education plan" "An individual education plan."
* #education insert Norwegian([[individuell opplæringsplan]], [[individuell opplæringsplan]])
* #activity "Activity plan" "A plan towards work, at NAV."
* #activity insert Norwegian([[aktivitetsplan]], [[aktivitetsplan]])
* #qualification "Qualification programme" "The plan of a participant in the qualification programme."
* #qualification insert Norwegian([[plan for kvalifiseringsprogram]], [[plan for kvalifiseringsprogram]])
* #child-welfare "Child welfare plan" "A plan of the child welfare service."
* #child-welfare insert Norwegian([[barnevernsplan]], [[barnevernsplan]])
* #other "Other sub-plan" "Another sub-plan."
* #other insert Norwegian([[annen delplan]], [[annan delplan]])

ValueSet: PlanKindValueSet
Id: plan-kind
Title: "Kinds of plans"
Description: "The individual plan, and the kinds of plans that can be part of it."
* ^experimental = false
* include codes from system PlanKind
