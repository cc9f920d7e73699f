Instance: withdraw
InstanceOf: OperationDefinition
Usage: #definition
* url = "http://samplan.no/fhir/OperationDefinition/withdraw"
* version = "0.1.0"
* name = "Withdraw"
* title = "Withdraw a consent"
* status = #draft
* experimental = false
* kind = #operation
* description = "The person withdraws a consent (A, B or C) or lifts an opposition (D). It takes effect at once: after B nothing more goes to the recipient but a notice without content, and its parts are frozen there; after A the plan is revoked and the coordinator stays; after C what was published is to be deleted. No reason is asked for."
* affectsState = true
* code = #withdraw
* resource = #Consent
* system = false
* type = false
* instance = true
* parameter[0].name = #return
* parameter[0].use = #out
* parameter[0].min = 1
* parameter[0].max = "1"
* parameter[0].documentation = "The Consent, inactive"
* parameter[0].type = #Consent
