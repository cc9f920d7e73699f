Instance: transfer-responsibility
InstanceOf: OperationDefinition
Usage: #definition
* url = "http://samplan.no/fhir/OperationDefinition/transfer-responsibility"
* version = "0.1.0"
* name = "TransferResponsibility"
* title = "Transfer responsibility"
* status = #draft
* experimental = false
* kind = #operation
* description = "Another municipality becomes responsible for a person's plan, as when she moves. What the old one owns and is not over becomes the new one's; who acts for the old one leaves the team; its enrolment ends and its copy stays its record. The person must have consented that the new one sees the plan."
* affectsState = true
* code = #transfer-responsibility
* resource[0] = #Patient
* system = false
* type = false
* instance = true
* parameter[0].name = #to
* parameter[0].use = #in
* parameter[0].min = 1
* parameter[0].max = "1"
* parameter[0].documentation = "Organization number of the municipality"
* parameter[0].type = #Identifier
* parameter[1].name = #return
* parameter[1].use = #out
* parameter[1].min = 1
* parameter[1].max = "1"
* parameter[1].documentation = "What is owed now"
* parameter[1].type = #OperationOutcome
