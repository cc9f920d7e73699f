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
* description = "A person decides a conflict Task: the value of the record, that of the partner, or another; of two plans for one person, which stands or how they become one. Exactly one of take, value and as is given."
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
* parameter[1].documentation = "Another value, as JSON text; not of a candidate"
* parameter[1].type = #string
* parameter[2].name = #as
* parameter[2].use = #in
* parameter[2].min = 0
* parameter[2].max = "1"
* parameter[2].documentation = "Of a candidate: sub-plan (it becomes part of the record's plan), merge (its goals, measures, meetings and documents become the record's) or replaced (the record's plan replaces it, as take = record says too). With take = partner the candidate replaces the record's plan."
* parameter[2].type = #code
* parameter[3].name = #return
* parameter[3].use = #out
* parameter[3].min = 1
* parameter[3].max = "1"
* parameter[3].documentation = "The decided Task"
* parameter[3].type = #Task
