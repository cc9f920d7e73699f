Instance: record-consent
InstanceOf: OperationDefinition
Usage: #definition
* url = "http://samplan.no/fhir/OperationDefinition/record-consent"
* version = "0.1.0"
* name = "RecordConsent"
* title = "Record a consent"
* status = #draft
* experimental = false
* kind = #operation
* description = "What a person decided is recorded: a consent (A, B or C), a refusal of one, or an opposition (D). It is written in one spelling, and in force from then on, also for what is under way."
* affectsState = true
* code = #record-consent
* resource = #Patient
* system = false
* type = false
* instance = true
* parameter[0].name = #consent
* parameter[0].use = #in
* parameter[0].min = 1
* parameter[0].max = "1"
* parameter[0].documentation = "The Consent, active or rejected, with category from our code system consent-kind. Without patient it is this Patient's, without dateTime given now, without performer given by the person. A flag that was mapped from another system says how it was verified (Consent.verification)."
* parameter[0].type = #Consent
* parameter[1].name = #source
* parameter[1].use = #in
* parameter[1].min = 0
* parameter[1].max = "1"
* parameter[1].documentation = "What it was signed on, scanned or electronic. Nobody but its owner sees it."
* parameter[1].type = #DocumentReference
* parameter[2].name = #return
* parameter[2].use = #out
* parameter[2].min = 1
* parameter[2].max = "1"
* parameter[2].documentation = "The Consent as recorded"
* parameter[2].type = #Consent
