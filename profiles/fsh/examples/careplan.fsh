Instance: ingrid-plan
InstanceOf: IpCarePlan
Usage: #example
Title: "Ingrid's active plan: contents a to i, and the municipal guide's pattern (activity → measure or meeting, outcome → meeting held)"
* insert OwnedByFjordvik
* extension[nextRevision].valueDate = "2027-03-01"
* extension[custodian].valueReference.type = "Organization"
* extension[custodian].valueReference.identifier.system = $enh
* extension[custodian].valueReference.identifier.value = "310601012"
* extension[desiredCooperation].extension[necessary].valueReference = Reference(Organization/trust-rehabilitation)
* extension[desiredCooperation].extension[desired].valueCodeableConcept = RecipientSector#nav
* extension[desiredCooperation].extension[note].valueString = "NAV: om Ingrid kan tilbake til jobben på trykkeriet"
* identifier.system = "urn:ietf:rfc:3986"
* identifier.value = "urn:uuid:5f0d8a52-7c0b-4f5e-9b1e-2a6f0d3c9e11"
* status = #active
* title = "Individuell plan for Ingrid"
* description = "Ingrid har godt mot og en familie som stiller opp. Hun vil tilbake til hverdagen hun hadde før slaget."
* subject = Reference(Patient/ingrid)
* period.start = "2026-09-01"
* author = Reference(PractitionerRole/kari-post)
* careTeam = Reference(CareTeam/ingrid-team)
* addresses = Reference(Condition/ingrid-stroke)
* supportingInfo = Reference(Observation/ingrid-family)
* goal[0] = Reference(Goal/ingrid-goal)
* goal[1] = Reference(Goal/ingrid-reading)
* activity[0].extension[partOwner].valueReference.identifier.system = $enh
* activity[0].extension[partOwner].valueReference.identifier.value = "310602019"
* activity[0].detail.status = #in-progress
* activity[0].detail.description = "Gangtrening to ganger i uken, først rundt kvartalet, så til butikken"
* activity[0].detail.scheduledTiming.repeat.frequency = 2
* activity[0].detail.scheduledTiming.repeat.period = 1
* activity[0].detail.scheduledTiming.repeat.periodUnit = #wk
* activity[0].detail.performer[0] = Reference(PractitionerRole/eirik-post)
* activity[0].detail.performer[1] = Reference(Patient/ingrid)
* activity[1].reference = Reference(ServiceRequest/ingrid-measure)
* activity[2].reference = Reference(Appointment/ingrid-meeting)
* activity[2].outcomeReference = Reference(Encounter/ingrid-meeting-held)

Instance: ole-new-plan
InstanceOf: IpCarePlan
Usage: #example
Title: "An active plan without a diagnosis, whose goals are not ready yet, and which needs no one else"
* extension[nextRevision].valueDate = "2026-12-15"
* extension[desiredCooperation].extension[none].valueBoolean = true
* extension[desiredCooperation].extension[note].valueString = "Drøftes igjen på neste møte"
* status = #active
* description = "Ole har skrevet at han vil ha få folk å forholde seg til."
* subject = Reference(Patient/ole)
* period.start = "2026-11-01"
* careTeam = Reference(CareTeam/ole-team)
* goal.extension.url = $data-absent-reason
* goal.extension.valueCode = #temp-unknown
* activity.reference = Reference(ServiceRequest/ole-measure)

Instance: nils-draft
InstanceOf: CarePlan
Usage: #example
Title: "A draft may be incomplete: no team, no period. A second category is allowed"
* insert ClaimsProfile(ip-careplan)
* extension.url = Canonical(DesiredCooperation)
* extension.extension.url = "necessary"
* extension.extension.valueCodeableConcept = RecipientSector#nav
* status = #draft
* intent = #plan
* category[0].text = "Rehabilitering"
* category[1] = PlanKind#individual-plan
* subject = Reference(Patient/nils)
* activity.detail.status = #not-started

Instance: ingrid-rehabilitation-plan
InstanceOf: IpSubPlan
Usage: #example
Title: "The trust's plan for rehabilitation as part of Ingrid's plan"
* insert OwnedByTrust
* partOf = Reference(CarePlan/ingrid-plan)
* status = #active
* intent = #plan
* category[kind] = PlanKind#rehabilitation
* title = "Plan for rehabilitering på dagavdelingen"
* subject = Reference(Patient/ingrid)
* author = Reference(Organization/trust-rehabilitation)

Instance: invalid-other-category
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category.text = "Behandlingsplan"

Instance: invalid-category-twice
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category[0] = PlanKind#individual-plan
* category[1] = PlanKind#individual-plan

Instance: invalid-intent-order
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* status = #draft
* intent = #order
* subject = Reference(Patient/ingrid)
* category = PlanKind#individual-plan

Instance: invalid-plan-for-group
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* status = #draft
* intent = #plan
* subject = Reference(Group/everyone)
* category = PlanKind#individual-plan

Instance: invalid-revision-with-time
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(NextRevision)
* extension.valueDateTime = "2027-03-01T12:00:00+01:00"

Instance: invalid-two-revisions
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension[0].url = Canonical(NextRevision)
* extension[0].valueDate = "2027-03-01"
* extension[1].url = Canonical(NextRevision)
* extension[1].valueDate = "2027-04-01"

Instance: invalid-two-custodians
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* insert TwoCustodians

Instance: invalid-two-cooperations
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* insert NoCooperation(0)
* insert NoCooperation(1)

Instance: invalid-two-owners
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* insert TwoOwners

Instance: invalid-activity-two-owners
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* activity.detail.status = #not-started
* insert TwoOwnersOf(activity)

Instance: invalid-owner-practitioner
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(PartOwner)
* extension.valueReference.reference = "Practitioner/kari"

Instance: invalid-owner-as-text
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(PartOwner)
* extension.valueString = "Fjordvik kommune"

Instance: invalid-custodian-location
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(CarePlanCustodian)
* extension.valueReference.reference = "Location/town-hall"

Instance: invalid-custodian-as-text
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(CarePlanCustodian)
* extension.valueString = "Fjordvik kommune"

Instance: invalid-cooperation-with-location
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(DesiredCooperation)
* extension.extension.url = "necessary"
* extension.extension.valueReference.reference = "Location/town-hall"

Instance: invalid-cooperation-desired-location
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(DesiredCooperation)
* extension.extension.url = "desired"
* extension.extension.valueReference.reference = "Location/town-hall"

Instance: invalid-cooperation-as-text
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(DesiredCooperation)
* extension.extension.url = "necessary"
* extension.extension.valueString = "NAV"

Instance: invalid-cooperation-desired-as-text
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(DesiredCooperation)
* extension.extension.url = "desired"
* extension.extension.valueString = "NAV"

Instance: invalid-cooperation-unknown-sector
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(DesiredCooperation)
* extension.extension.url = "necessary"
* extension.extension.valueCodeableConcept = $loinc#59284-0

Instance: invalid-cooperation-desired-unknown-sector
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(DesiredCooperation)
* extension.extension.url = "desired"
* extension.extension.valueCodeableConcept = $loinc#59284-0

Instance: invalid-cooperation-none-false
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(DesiredCooperation)
* extension.extension.url = "none"
* extension.extension.valueBoolean = false

Instance: invalid-cooperation-none-as-text
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(DesiredCooperation)
* extension.extension.url = "none"
* extension.extension.valueString = "ingen"

Instance: invalid-cooperation-note-as-code
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(DesiredCooperation)
* extension.extension[0].url = "none"
* extension.extension[0].valueBoolean = true
* extension.extension[1].url = "note"
* extension.extension[1].valueCode = #nav

Instance: invalid-cooperation-none-twice
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(DesiredCooperation)
* extension.extension[0].url = "none"
* extension.extension[0].valueBoolean = true
* extension.extension[1].url = "none"
* extension.extension[1].valueBoolean = true

Instance: invalid-cooperation-two-notes
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(DesiredCooperation)
* extension.extension[0].url = "note"
* extension.extension[0].valueString = "NAV"
* extension.extension[1].url = "note"
* extension.extension[1].valueString = "skolen"

Instance: invalid-cooperation-none-and-some
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* extension.url = Canonical(DesiredCooperation)
* extension.extension[0].url = "none"
* extension.extension[0].valueBoolean = true
* extension.extension[1].url = "desired"
* extension.extension[1].valueCodeableConcept = RecipientSector#nav

Instance: invalid-active-without-goal
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* status = #active
* intent = #plan
* category = PlanKind#individual-plan
* subject = Reference(Patient/ingrid)
* period.start = "2026-09-01"
* extension[0].url = Canonical(NextRevision)
* extension[0].valueDate = "2027-03-01"
* insert NoCooperation(1)
* description = "Ingrid har godt mot."
* careTeam = Reference(CareTeam/ingrid-team)
* activity.reference = Reference(ServiceRequest/ingrid-measure)

Instance: invalid-active-without-situation
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* status = #active
* intent = #plan
* category = PlanKind#individual-plan
* subject = Reference(Patient/ingrid)
* period.start = "2026-09-01"
* extension[0].url = Canonical(NextRevision)
* extension[0].valueDate = "2027-03-01"
* insert NoCooperation(1)
* goal = Reference(Goal/ingrid-goal)
* careTeam = Reference(CareTeam/ingrid-team)
* activity.reference = Reference(ServiceRequest/ingrid-measure)

Instance: invalid-active-with-needs-only
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* status = #active
* intent = #plan
* category = PlanKind#individual-plan
* subject = Reference(Patient/ingrid)
* period.start = "2026-09-01"
* extension[0].url = Canonical(NextRevision)
* extension[0].valueDate = "2027-03-01"
* insert NoCooperation(1)
* goal = Reference(Goal/ingrid-goal)
* careTeam = Reference(CareTeam/ingrid-team)
* addresses = Reference(Condition/ingrid-stroke)
* activity.reference = Reference(ServiceRequest/ingrid-measure)

Instance: invalid-active-without-team
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* status = #active
* intent = #plan
* category = PlanKind#individual-plan
* subject = Reference(Patient/ingrid)
* period.start = "2026-09-01"
* extension[0].url = Canonical(NextRevision)
* extension[0].valueDate = "2027-03-01"
* insert NoCooperation(1)
* description = "Ingrid har godt mot."
* goal = Reference(Goal/ingrid-goal)
* activity.reference = Reference(ServiceRequest/ingrid-measure)

Instance: invalid-active-without-measure
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* status = #active
* intent = #plan
* category = PlanKind#individual-plan
* subject = Reference(Patient/ingrid)
* period.start = "2026-09-01"
* extension[0].url = Canonical(NextRevision)
* extension[0].valueDate = "2027-03-01"
* insert NoCooperation(1)
* description = "Ingrid har godt mot."
* goal = Reference(Goal/ingrid-goal)
* careTeam = Reference(CareTeam/ingrid-team)

Instance: invalid-active-without-revision
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* status = #active
* intent = #plan
* category = PlanKind#individual-plan
* subject = Reference(Patient/ingrid)
* period.start = "2026-09-01"
* insert NoCooperation(0)
* description = "Ingrid har godt mot."
* goal = Reference(Goal/ingrid-goal)
* careTeam = Reference(CareTeam/ingrid-team)
* activity.reference = Reference(ServiceRequest/ingrid-measure)

Instance: invalid-active-without-cooperation
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* status = #active
* intent = #plan
* category = PlanKind#individual-plan
* subject = Reference(Patient/ingrid)
* period.start = "2026-09-01"
* extension[0].url = Canonical(NextRevision)
* extension[0].valueDate = "2027-03-01"
* description = "Ingrid har godt mot."
* goal = Reference(Goal/ingrid-goal)
* careTeam = Reference(CareTeam/ingrid-team)
* activity.reference = Reference(ServiceRequest/ingrid-measure)

Instance: invalid-activity-without-performer
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* activity.detail.status = #in-progress
* activity.detail.scheduledString = "to ganger i uken"
* activity.detail.description = "Gangtrening"

Instance: invalid-activity-without-extent
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* activity.detail.status = #in-progress
* activity.detail.performer = Reference(PractitionerRole/eirik-post)
* activity.detail.description = "Gangtrening"

Instance: invalid-activity-without-how
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* category = PlanKind#individual-plan
* activity.detail.status = #in-progress
* activity.detail.performer = Reference(PractitionerRole/eirik-post)
* activity.detail.scheduledString = "to ganger i uken"

Instance: invalid-sub-plan-of-nothing
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-sub-plan)
* status = #active
* intent = #plan
* subject = Reference(Patient/ingrid)

Instance: invalid-sub-plan-for-group
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-sub-plan)
* status = #active
* intent = #plan
* partOf = Reference(CarePlan/ingrid-plan)
* subject = Reference(Group/everyone)

Instance: invalid-sub-plan-unknown-kind
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-sub-plan)
* status = #active
* intent = #plan
* subject = Reference(Patient/ingrid)
* partOf = Reference(CarePlan/ingrid-plan)
* category.coding.system = Canonical(PlanKind)
* category.coding.code = #diet

Instance: invalid-sub-plan-two-owners
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-sub-plan)
* status = #active
* intent = #plan
* subject = Reference(Patient/ingrid)
* partOf = Reference(CarePlan/ingrid-plan)
* insert TwoOwners

RuleSet: MinimalPlan
* status = #draft
* intent = #plan
* subject = Reference(Patient/ingrid)

RuleSet: NoCooperation(index)
* extension[{index}].url = Canonical(DesiredCooperation)
* extension[{index}].extension.url = "none"
* extension[{index}].extension.valueBoolean = true

RuleSet: TwoCustodians
* extension[0].url = Canonical(CarePlanCustodian)
* extension[0].valueReference.reference = "Organization/fjordvik"
* extension[1].url = Canonical(CarePlanCustodian)
* extension[1].valueReference.reference = "Organization/trust"
