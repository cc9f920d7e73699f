Instance: resolve-conflict
InstanceOf: OperationDefinition
Usage: #definition
* url = "http://samplan.no/fhir/OperationDefinition/resolve-conflict"
* version = "0.1.0"
* name = "ResolveConflict"
* title = "Decide a conflict"
* status = #draft
* experimental = false
* kind = #operation
* description = "A person decides a conflict Task: the value of the record, that of the partner, or another. Exactly one of take and value is given."
* affectsState = true
* code = #resolve-conflict
* resource = #Task
* system = false
* type = false
* instance = true
* parameter[0].name = #take
* parameter[0].use = #in
* parameter[0].min = 0
* parameter[0].max = "1"
* parameter[0].documentation = "record or partner"
* parameter[0].type = #code
* parameter[1].name = #value
* parameter[1].use = #in
* parameter[1].min = 0
* parameter[1].max = "1"
* parameter[1].documentation = "Another value, as JSON text"
* parameter[1].type = #string
* parameter[2].name = #return
* parameter[2].use = #out
* parameter[2].min = 1
* parameter[2].max = "1"
* parameter[2].documentation = "The decided Task"
* parameter[2].type = #Task
