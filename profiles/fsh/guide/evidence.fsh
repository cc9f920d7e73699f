Instance: evidence
InstanceOf: OperationDefinition
Usage: #definition
* url = "http://samplan.no/fhir/OperationDefinition/evidence"
* version = "0.1.0"
* name = "Evidence"
* title = "Evidence"
* status = #draft
* experimental = false
* kind = #operation
* description = "Versions of a person's record, their Provenance and the access log, as evidence for a complaint (pbrl § 7-2): a document Bundle. For the controller. Called with GET or POST."
* affectsState = false
* code = #evidence
* resource = #Patient
* system = false
* type = false
* instance = true
* parameter[0].name = #return
* parameter[0].use = #out
* parameter[0].min = 1
* parameter[0].max = "1"
* parameter[0].documentation = "The document"
* parameter[0].type = #Bundle
