Instance: ole-plan-declined
InstanceOf: IpConsentPlanMade
Usage: #example
Title: "A: Ole does not want a plan"
* status = #rejected
* category[kind] = ConsentKind#plan-made
* patient = Reference(Patient/ole)
* dateTime = "2026-10-12"
* performer = Reference(Patient/ole)
* policyRule = LegalBasis#PBRL4-1

Instance: ingrid-plan-made
InstanceOf: IpConsentPlanMade
Usage: #example
Title: "A: Ingrid wants a plan; signed on paper"
* insert OwnedByFjordvik
* status = #active
* category[kind] = ConsentKind#plan-made
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28T10:15:00+02:00"
* performer = Reference(Patient/ingrid)
* sourceReference = Reference(DocumentReference/ingrid-consent-signed)
* policyRule = LegalBasis#PBRL2-5

Instance: amina-plan-made
InstanceOf: IpConsentPlanMade
Usage: #example
Title: "A: a mother consents for her child"
* status = #active
* category[kind] = ConsentKind#plan-made
* patient = Reference(Patient/amina)
* dateTime = "2026-05-04"
* performer = Reference(RelatedPerson/leila)
* policyRule = LegalBasis#PBRL4-4

Instance: ingrid-access-trust
InstanceOf: IpConsentAccess
Usage: #example
Title: "B: the health trust sees Ingrid's goals and measures for a year"
* status = #active
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
* provision.class[1] = PartKind#measure

Instance: ingrid-access-nested
InstanceOf: IpConsentAccess
Usage: #example
Title: "B as IHE and HL7 write it: opt-in, with a nested permit that ends"
* status = #active
* category[kind] = ConsentKind#access
* patient = Reference(Patient/ingrid)
* dateTime = "2026-09-02"
* performer = Reference(Patient/ingrid)
* policyRule = $v3-ActCode#OPTIN
* provision.provision.type = #permit
* provision.provision.period.end = "2027-01-31"
* provision.provision.actor.role = $v3-ParticipationType#IRCP
* provision.provision.actor.reference.display = "Fjordvik skole"

Instance: liv-access-withdrawn
InstanceOf: IpConsentAccess
Usage: #example
Title: "B, withdrawn: nothing is asked of it any more"
* status = #inactive
* category[kind] = ConsentKind#access
* patient = Reference(Patient/ole)
* dateTime = "2026-09-02"
* policyRule = LegalBasis#HPL22

Instance: ingrid-publish
InstanceOf: IpConsentPublication
Usage: #example
Title: "C: Ingrid's plan is published to a national store"
* status = #active
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
* insert ClaimsProfile(ip-consent-opposition)
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

Instance: emil-opposition-nested
InstanceOf: IpConsentOpposition
Usage: #example
Title: "D with its denial nested: the root says nothing"
* status = #active
* category[kind] = ConsentKind#opposition
* patient = Reference(Patient/emil)
* dateTime = "2026-11-02"
* performer = Reference(Patient/emil)
* policyRule = LegalBasis#PBRL5-3
* provision.provision.type = #deny
* provision.provision.actor.role = $v3-ParticipationType#IRCP
* provision.provision.actor.reference.type = "Organization"
* provision.provision.actor.reference.identifier.system = $enh
* provision.provision.actor.reference.identifier.value = "310603015"

Instance: gunnar-access-by-nearest
InstanceOf: IpConsentAccess
Usage: #example
Title: "B: his nearest consents for Gunnar, who cannot any more; the decision on that is a document"
* status = #active
* extension[0].url = Canonical(CapacityDecision)
* extension[0].valueReference.type = "DocumentReference"
* extension[0].valueReference.display = "Vedtak om samtykkekompetanse"
* category[kind] = ConsentKind#access
* patient = Reference(Patient/gunnar)
* dateTime = "2026-05-04"
* performer = Reference(RelatedPerson/gunnar-daughter)
* policyRule = LegalBasis#HPL22
* provision.type = #permit
* provision.period.end = "2027-05-04"
* provision.actor.role = $v3-ParticipationType#IRCP
* provision.actor.reference.type = "Organization"
* provision.actor.reference.identifier.system = $enh
* provision.actor.reference.identifier.value = "310602019"

Instance: nils-draft-consent
InstanceOf: IpConsent
Usage: #example
Title: "Prepared for signature, not yet given"
* insert OwnedByFjordvik
* status = #draft
* scope = $consentscope#treatment
* category[kind] = ConsentKind#plan-made
* patient = Reference(Patient/nils)
* dateTime = "2026-11-20"
* policyRule = LegalBasis#PBRL4-1

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

Instance: invalid-consent-unknown-policy
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent)
* status = #active
* scope = $consentscope#patient-privacy
* category = ConsentKind#access
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"
* policyRule = $v3-ActCode#INFA

Instance: invalid-consent-two-owners
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent)
* insert MinimalConsent
* scope = $consentscope#patient-privacy
* category = ConsentKind#access
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"
* insert TwoOwners

Instance: invalid-plan-made-privacy
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent-plan-made)
* insert MinimalConsent
* scope = $consentscope#patient-privacy
* category = ConsentKind#plan-made
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"
* performer = Reference(Patient/ingrid)

Instance: invalid-plan-made-other-kind
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent-plan-made)
* insert MinimalConsent
* scope = $consentscope#treatment
* category = ConsentKind#access
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"
* performer = Reference(Patient/ingrid)

Instance: invalid-plan-made-by-nobody
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent-plan-made)
* insert MinimalConsent
* scope = $consentscope#treatment
* category = ConsentKind#plan-made
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"

Instance: invalid-access-treatment
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent-access)
* insert MinimalConsent
* scope = $consentscope#treatment
* category = ConsentKind#access
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"
* performer = Reference(Patient/ingrid)
* provision.type = #permit
* provision.period.end = "2027-08-28"

Instance: invalid-access-other-kind
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent-access)
* insert MinimalConsent
* scope = $consentscope#patient-privacy
* category = ConsentKind#publish
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"
* performer = Reference(Patient/ingrid)
* provision.type = #permit
* provision.period.end = "2027-08-28"

Instance: invalid-access-by-nobody
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent-access)
* insert MinimalConsent
* scope = $consentscope#patient-privacy
* category = ConsentKind#access
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"
* provision.type = #permit
* provision.period.end = "2027-08-28"

Instance: invalid-access-to-nothing
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent-access)
* insert MinimalConsent
* scope = $consentscope#patient-privacy
* category = ConsentKind#access
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"
* performer = Reference(Patient/ingrid)

Instance: invalid-access-without-end
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent-access)
* insert MinimalConsent
* scope = $consentscope#patient-privacy
* category = ConsentKind#access
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"
* performer = Reference(Patient/ingrid)
* provision.type = #permit

Instance: invalid-publication-treatment
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent-publication)
* insert MinimalConsent
* scope = $consentscope#treatment
* category = ConsentKind#publish
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"
* performer = Reference(Patient/ingrid)

Instance: invalid-publication-other-kind
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent-publication)
* insert MinimalConsent
* scope = $consentscope#patient-privacy
* category = ConsentKind#access
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"
* performer = Reference(Patient/ingrid)

Instance: invalid-publication-by-nobody
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent-publication)
* insert MinimalConsent
* scope = $consentscope#patient-privacy
* category = ConsentKind#publish
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"

Instance: invalid-opposition-treatment
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent-opposition)
* insert MinimalConsent
* scope = $consentscope#treatment
* category = ConsentKind#opposition
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"

Instance: invalid-opposition-other-kind
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent-opposition)
* insert MinimalConsent
* scope = $consentscope#patient-privacy
* category = ConsentKind#access
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"

Instance: invalid-opposition-permits
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent-opposition)
* insert MinimalConsent
* scope = $consentscope#patient-privacy
* category = ConsentKind#opposition
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"
* provision.type = #permit

RuleSet: MinimalConsent
* status = #active
* policyRule = LegalBasis#HPL22

Instance: invalid-consent-capacity-as-text
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent)
* insert MinimalConsent
* extension[0].url = Canonical(CapacityDecision)
* extension[0].valueString = "Vedtak"
* scope = $consentscope#patient-privacy
* category = ConsentKind#access
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"

Instance: invalid-consent-capacity-by-person
InstanceOf: Consent
Usage: #example
* insert ClaimsProfile(ip-consent)
* insert MinimalConsent
* extension[0].url = Canonical(CapacityDecision)
* extension[0].valueReference = Reference(Practitioner/kari)
* scope = $consentscope#patient-privacy
* category = ConsentKind#access
* patient = Reference(Patient/ingrid)
* dateTime = "2026-08-28"
