Invariant: ip-team-participants
Severity: #warning
Description: "The team shall have at least one participant besides the person."
Expression: "(status.exists() and status = 'active') implies participant.where(role.coding.where(system = 'http://samplan.no/fhir/CodeSystem/participant-role' and code = 'the-person').empty() and (member.exists() and ((member.reference.exists() and member.reference in %resource.subject.reference) or (member.identifier.value.exists() and member.identifier.value in %resource.subject.identifier.value))).not()).exists()"

Invariant: ip-team-person
Severity: #warning
Description: "The person has a right to take part and shall stand in the team."
Expression: "(status.exists() and status = 'active') implies participant.role.coding.where(system = 'http://samplan.no/fhir/CodeSystem/participant-role' and code = 'the-person').exists()"

// By their texts too: not every validator is given what references lead to.
Invariant: ip-coordinator-person
Severity: #warning
Description: "The responsible coordinator shall be a service provider in person, not a unit."
Expression: "role.coding.where(system = 'http://samplan.no/fhir/CodeSystem/participant-role' and code = 'responsible-coordinator').exists() implies (member.exists() and member.where(type = 'Organization' or type = 'CareTeam' or reference.contains('Organization/') or reference.contains('CareTeam/') or ((reference.exists() or type.exists()) and (resolve() is Practitioner or resolve() is PractitionerRole).not())).empty())"

Invariant: ip-coordinating-unit-organization
Severity: #error
Description: "The koordinerende enhet in a team is an Organization."
Expression: "role.coding.where(system = 'http://samplan.no/fhir/CodeSystem/participant-role' and code = 'coordinating-unit').exists() implies (member.exists() and member.where((type.exists() and type != 'Organization') or reference.contains('Practitioner/') or reference.contains('PractitionerRole/') or reference.contains('Patient/') or reference.contains('RelatedPerson/') or reference.contains('CareTeam/') or ((reference.exists() or type.exists()) and (resolve() is Organization).not())).empty())"
