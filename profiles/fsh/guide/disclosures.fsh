Instance: disclosures
InstanceOf: OperationDefinition
Usage: #definition
* url = "http://samplan.no/fhir/OperationDefinition/disclosures"
* version = "0.1.0"
* name = "Disclosures"
* title = "Disclosures"
* status = #draft
* experimental = false
* kind = #operation
* description = "Who received or read a person's plan, when, which parts and on what basis, in plain words (pasientjournalforskriften § 14). For the controller. Called with GET or POST."
* affectsState = false
* code = #disclosures
* resource = #Patient
* system = false
* type = false
* instance = true
* parameter[0].name = #return
* parameter[0].use = #out
* parameter[0].min = 1
* parameter[0].max = "1"
* parameter[0].documentation = "Parameters: one disclosure for each time that something left or was read"
* parameter[0].type = #Parameters
