Instance: ingrid-stroke
InstanceOf: IpCondition
Usage: #example
* insert OwnedByFjordvik
* clinicalStatus = $condition-clinical#active
* category[kind] = NeedKind#need
* code.coding = $icd-10#I69.3
* code.text = "Følger etter hjerneinfarkt"
* subject = Reference(Patient/ingrid)

Instance: ingrid-family
InstanceOf: IpObservation
Usage: #example
Title: "A resource"
* insert OwnedByFjordvik
* status = #final
* category[kind] = NeedKind#resource
* code.text = "Ressurs"
* subject = Reference(Patient/ingrid)
* valueString = "Ektefellen Arvid og to voksne døtre bor i nærheten"

Instance: ingrid-coordinator-wish
InstanceOf: IpObservation
Usage: #example
Title: "What the person wished of her coordinator"
* status = #final
* code = ObservationKind#coordinator-wish
* subject = Reference(Patient/ingrid)
* effectiveDateTime = "2026-09-01T09:00:00+02:00"
* performer.type = "Organization"
* performer.identifier.system = $enh
* performer.identifier.value = "310601012"
* valueString = "Helst en som kan komme hjem til meg"
* component[0].code = ObservationKind#wish-followed
* component[0].valueBoolean = false
* component[1].code = ObservationKind#wish-weighed
* component[1].valueString = "Ingen med den muligheten er ledig nå; det tas opp igjen til våren"

Instance: invalid-condition-for-group
InstanceOf: Condition
Usage: #example
* insert ClaimsProfile(ip-condition)
* clinicalStatus = $condition-clinical#active
* subject = Reference(Group/everyone)

Instance: invalid-condition-unknown-kind
InstanceOf: Condition
Usage: #example
* insert ClaimsProfile(ip-condition)
* clinicalStatus = $condition-clinical#active
* subject = Reference(Patient/ingrid)
* category.coding.system = Canonical(NeedKind)
* category.coding.code = #wish

Instance: invalid-condition-two-owners
InstanceOf: Condition
Usage: #example
* insert ClaimsProfile(ip-condition)
* clinicalStatus = $condition-clinical#active
* subject = Reference(Patient/ingrid)
* insert TwoOwners

Instance: invalid-observation-for-group
InstanceOf: Observation
Usage: #example
* insert ClaimsProfile(ip-observation)
* status = #final
* code.text = "Ressurs"
* subject = Reference(Group/everyone)

Instance: invalid-observation-unknown-kind
InstanceOf: Observation
Usage: #example
* insert ClaimsProfile(ip-observation)
* status = #final
* code.text = "Ressurs"
* subject = Reference(Patient/ingrid)
* category.coding.system = Canonical(NeedKind)
* category.coding.code = #wish

Instance: invalid-observation-two-owners
InstanceOf: Observation
Usage: #example
* insert ClaimsProfile(ip-observation)
* status = #final
* code.text = "Ressurs"
* subject = Reference(Patient/ingrid)
* insert TwoOwners

Instance: invalid-observation-about-nobody
InstanceOf: Observation
Usage: #example
* insert ClaimsProfile(ip-observation)
* status = #final
* code.text = "Ressurs"
