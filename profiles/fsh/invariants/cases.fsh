Invariant: ip-case-reason
Severity: #error
Description: "A case that is declined or refused shall say why."
Expression: "businessStatus.coding.where(system = 'http://samplan.no/fhir/CodeSystem/case-status' and (code = 'declined' or code = 'refused')).exists() implies statusReason.exists()"

Invariant: ip-case-complaint
Severity: #warning
Description: "A refusal shall say to whom one can complain, and until when."
Expression: "businessStatus.coding.where(system = 'http://samplan.no/fhir/CodeSystem/case-status' and code = 'refused').exists() implies (output.where(type.coding.where(system = 'http://samplan.no/fhir/CodeSystem/case-output' and code = 'complaint-body').exists()).exists() and output.where(type.coding.where(system = 'http://samplan.no/fhir/CodeSystem/case-output' and code = 'complaint-deadline').exists()).value.ofType(date).exists())"
