RuleSet: Parameter(name, type)
* url = "http://samplan.no/fhir/SearchParameter/{name}"
* version = "0.1.0"
* name = "{name}"
* status = #draft
* experimental = false
* code = #{name}
* type = #{type}
* xpathUsage = #normal

Instance: next-revision
InstanceOf: SearchParameter
Usage: #definition
* insert Parameter(next-revision, date)
* description = "Plans by the date of their next revision: lt finds those that are overdue"
* base = #CarePlan
* expression = "CarePlan.extension('http://samplan.no/fhir/StructureDefinition/next-revision').value.ofType(date)"
* comparator[0] = #eq
* comparator[1] = #lt
* comparator[2] = #le
* comparator[3] = #gt
* comparator[4] = #ge

Instance: custodian
InstanceOf: SearchParameter
Usage: #definition
* insert Parameter(custodian, reference)
* description = "Plans by the organization responsible for them"
* base = #CarePlan
* expression = "CarePlan.extension('http://hl7.org/fhir/5.0/StructureDefinition/extension-CarePlan.custodian').value.ofType(Reference)"
* target = #Organization

Instance: desired-cooperation
InstanceOf: SearchParameter
Usage: #definition
* insert Parameter(desired-cooperation, token)
* description = "Plans by the sector with which cooperation is necessary or desired"
* base = #CarePlan
* expression = "CarePlan.extension('http://samplan.no/fhir/StructureDefinition/desired-cooperation').extension.where(url = 'necessary' or url = 'desired').value.ofType(CodeableConcept)"

Instance: participant-role
InstanceOf: SearchParameter
Usage: #definition
* insert Parameter(participant-role, token)
* description = "Teams by the roles in them"
* base = #CareTeam
* expression = "CareTeam.participant.role"

Instance: part-owner
InstanceOf: SearchParameter
Usage: #definition
* insert Parameter(part-owner, reference)
* description = "Parts of plan records by the organization responsible for them"
* base[0] = #CarePlan
* base[1] = #CareTeam
* base[2] = #Consent
* base[3] = #Goal
* base[4] = #ServiceRequest
* base[5] = #Task
* base[6] = #Appointment
* base[7] = #Encounter
* base[8] = #Condition
* base[9] = #Observation
* base[10] = #DocumentReference
* base[11] = #Communication
* base[12] = #RelatedPerson
* expression = "DomainResource.extension('http://samplan.no/fhir/StructureDefinition/part-owner').value.ofType(Reference)"
* target = #Organization
