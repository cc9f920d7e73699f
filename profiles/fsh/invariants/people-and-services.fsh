Invariant: ip-relative-relationship
Severity: #warning
Description: "How someone close is related to the person shall be stated."
Expression: "relationship.exists()"

Invariant: ip-identity-number
Severity: #error
Description: "A fødselsnummer or D-nummer has 11 digits."
Expression: "value.exists() implies value.matches('^([0-9] ?){11}$')"

Invariant: ip-organization-number
Severity: #warning
Description: "An organization shall have an organization number or a RESH-id: without it, it cannot be recognized."
Expression: "identifier.where(system = 'urn:oid:2.16.578.1.12.4.1.4.101' or system = 'urn:oid:2.16.578.1.12.4.1.4.102').exists()"

Invariant: ip-role-connects
Severity: #warning
Description: "A PractitionerRole shall say who acts for which organization."
Expression: "practitioner.exists() and organization.exists()"

Invariant: ip-service-provider
Severity: #warning
Description: "A service shall say which organization provides it."
Expression: "providedBy.exists()"
