Instance: ole-plan-declined
InstanceOf: IpConsent
Usage: #example
Title: "A: Ole does not want a plan"
* status = #rejected
* scope = $consentscope#treatment
* category[kind] = ConsentKind#plan-made
* patient = Reference(Patient/ole)
* dateTime = "2026-10-12"
* performer = Reference(Patient/ole)
* policyRule = LegalBasis#PBRL4-1

Instance: ingrid-plan-made
InstanceOf: IpConsent
Usage: #example
Title: "A: Ingrid wants a plan"
* status = #active
* scope = $consentscope#treatment
* category[kind] = ConsentKind#plan-made
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28T10:15:00+02:00"
* performer = Reference(Patient/ingrid)
* policyRule = LegalBasis#PBRL2-5

Instance: ingrid-access-trust
InstanceOf: IpConsent
Usage: #example
Title: "B: the health trust sees Ingrid's goals and measures for a year"
* status = #active
* scope = $consentscope#patient-privacy
* category[kind] = ConsentKind#access
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28T10:15:00+02:00"
* performer = Reference(Patient/ingrid)
* policyRule = LegalBasis#HPL22
* provision.type = #permit
* provision.period.start = "2026-08-28"
* provision.period.end = "2027-08-28"
* provision.actor.role = $v3-ParticipationType#IRCP
* provision.actor.reference.type = "Organization"
* provision.actor.reference.identifier.system = $enh
* provision.actor.reference.identifier.value = "310602019"
* provision.purpose = $v3-ActReason#COC
* provision.class[0] = $resource-types#Goal
* provision.class[1] = $resource-types#ServiceRequest

Instance: ingrid-publish
InstanceOf: IpConsent
Usage: #example
Title: "C: Ingrid's plan is published to a national store"
* status = #active
* scope = $consentscope#patient-privacy
* category[kind] = ConsentKind#publish
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"
* performer = Reference(Patient/ingrid)
* policyRule = LegalBasis#PBRL4-1
* provision.type = #permit

Instance: emil-opposition
InstanceOf: Consent
Usage: #example
Title: "D: Emil opposes that the municipality sees one measure; HL7 Norway's category and policy code beside ours"
* insert ClaimsProfile(ip-consent)
* status = #active
* scope = $consentscope#patient-privacy
* category[0] = $loinc#59284-0
* category[1] = ConsentKind#opposition
* patient = Reference(Patient/emil)
* dateTime = "2026-11-02"
* performer = Reference(Patient/emil)
* policyRule.coding[0] = LegalBasis#PBRL5-3
* policyRule.coding[1] = $no-basis-legal-basis#PBRL5-3
* provision.type = #deny
* provision.actor.role = $v3-ParticipationType#IRCP
* provision.actor.reference.type = "Organization"
* provision.actor.reference.identifier.system = $enh
* provision.actor.reference.identifier.value = "310601012"
* provision.data.meaning = #instance
* provision.data.reference = Reference(ServiceRequest/emil-measure)

Instance: invalid-consent-without-kind
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent)
* insert MinimalConsent
* scope = $consentscope#patient-privacy
* category = $loinc#59284-0
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"

Instance: invalid-consent-unknown-kind
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent)
* insert MinimalConsent
* scope = $consentscope#patient-privacy
* category.coding.system = Canonical(ConsentKind)
* category.coding.code = #marketing
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"

Instance: invalid-consent-research
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent)
* insert MinimalConsent
* scope = $consentscope#research
* category = ConsentKind#access
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"

Instance: invalid-consent-without-patient
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent)
* insert MinimalConsent
* scope = $consentscope#patient-privacy
* category = ConsentKind#access
* dateTime = "2026-08-28"

Instance: invalid-consent-without-date
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent)
* insert MinimalConsent
* scope = $consentscope#patient-privacy
* category = ConsentKind#access
* patient = Reference(Patient/ingrid)

Instance: invalid-consent-without-policy
InstanceOf: Consent
Usage: #example
Title: "Breaks the base rule ppc-1"
* insert ClaimsProfile(ip-consent)
* status = #active
* scope = $consentscope#patient-privacy
* category = ConsentKind#access
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"

Instance: invalid-consent-two-kinds
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent)
* insert MinimalConsent
* scope = $consentscope#patient-privacy
* category[0] = ConsentKind#access
* category[1] = ConsentKind#publish
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"

RuleSet: MinimalConsent
* status = #active
* policyRule = LegalBasis#HPL22
