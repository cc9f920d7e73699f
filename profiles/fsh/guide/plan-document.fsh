Instance: plan-document
InstanceOf: OperationDefinition
Usage: #definition
* url = "http://samplan.no/fhir/OperationDefinition/plan-document"
* version = "0.1.0"
* name = "PlanDocument"
* title = "Plan document"
* status = #draft
* experimental = false
* kind = #operation
* description = "An individual plan as a document, of what the caller sees: a document Bundle whose Composition (profile ip-plan-composition) has the contents a to i of the regulation as sections that can be read by themselves, the right to complain, and the hash of what it says. In Bokmål, Nynorsk or English by Accept-Language. With text/html or application/pdf in Accept or _format, what it says as a page or a PDF to read, print and sign. Called with GET or POST."
* affectsState = false
* code = #plan-document
* resource = #CarePlan
* system = false
* type = false
* instance = true
* parameter[0].name = #return
* parameter[0].use = #out
* parameter[0].min = 1
* parameter[0].max = "1"
* parameter[0].documentation = "A document"
* parameter[0].type = #Bundle
