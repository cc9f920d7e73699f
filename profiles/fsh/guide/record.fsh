Instance: record
InstanceOf: OperationDefinition
Usage: #definition
* url = "http://samplan.no/fhir/OperationDefinition/record"
* version = "0.1.0"
* name = "Record"
* title = "Record"
* status = #draft
* experimental = false
* kind = #operation
* description = "The whole record of a person as the caller sees it, plan or no plan, with the directory entries that it leads to. Called with GET or POST."
* affectsState = false
* code = #record
* resource = #Patient
* system = false
* type = false
* instance = true
* parameter[0].name = #return
* parameter[0].use = #out
* parameter[0].min = 1
* parameter[0].max = "1"
* parameter[0].documentation = "A collection: the Patient first"
* parameter[0].type = #Bundle
