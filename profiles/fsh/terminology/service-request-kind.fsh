CodeSystem: ServiceRequestKind
Id: service-request-kind
Title: "Kind of service request"
Description: "What a ServiceRequest in a plan record is."
* ^caseSensitive = true
* ^experimental = false
* #need-report "Need report" "A report to the coordinating unit that a person needs an individual plan or a coordinator."
* #need-report insert Norwegian([[melding om behov]], [[melding om behov]])
* #measure "Measure" "A measure in the plan: what is done, to what extent and by whom."
* #measure insert Norwegian([[tiltak]], [[tiltak]])

ValueSet: ServiceRequestKindValueSet
Id: service-request-kind
Title: "Kinds of service requests"
Description: "What a ServiceRequest in a plan record is."
* ^experimental = false
* include codes from system ServiceRequestKind
