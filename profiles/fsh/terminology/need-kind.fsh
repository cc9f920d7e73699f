CodeSystem: NeedKind
Id: need-kind
Title: "Need or resource"
Description: "Whether a Condition or an Observation in a plan record tells of a need or of a resource."
* ^caseSensitive = true
* ^experimental = false
* #need "Need" "What the person needs help with."
* #need insert Norwegian([[behov]], [[behov]])
* #resource "Resource" "What the person manages, has and can draw on, and the people around."
* #resource insert Norwegian([[ressurs]], [[ressurs]])

ValueSet: NeedKindValueSet
Id: need-kind
Title: "Needs and resources"
Description: "Whether something is a need or a resource."
* ^experimental = false
* include codes from system NeedKind
