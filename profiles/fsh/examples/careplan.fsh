Instance: ingrid-plan
InstanceOf: IpCarePlan
Usage: #example
Title: "Ingrid's active plan, with every slot used"
* extension[partOwner].valueReference.type = "Organization"
* extension[partOwner].valueReference.identifier.system = $enh
* extension[partOwner].valueReference.identifier.value = "310601012"
* extension[nextRevision].valueDate = "2027-03-01"
* extension[custodian].valueReference.type = "Organization"
* extension[custodian].valueReference.identifier.system = $enh
* extension[custodian].valueReference.identifier.value = "310601012"
* identifier.system = "urn:ietf:rfc:3986"
* identifier.value = "urn:uuid:5f0d8a52-7c0b-4f5e-9b1e-2a6f0d3c9e11"
* status = #active
* title = "Individuell plan for Ingrid"
* subject = Reference(Patient/ingrid)
* period.start = "2026-09-01"
* careTeam = Reference(CareTeam/ingrid-team)
* goal = Reference(Goal/ingrid-goal)
* activity.extension[partOwner].valueReference.identifier.system = $enh
* activity.extension[partOwner].valueReference.identifier.value = "310602019"
* activity.detail.status = #in-progress
* activity.detail.description = "Gangtrening to ganger i uken"

Instance: nils-draft
InstanceOf: CarePlan
Usage: #example
Title: "A draft may be incomplete: no team, no period. A second category is allowed"
* insert ClaimsProfile(ip-careplan)
* status = #draft
* intent = #plan
* category[0].text = "Rehabilitering"
* category[1] = PlanKind#individual-plan
* subject = Reference(Patient/nils)

Instance: invalid-other-category
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* intent = #plan
* category.text = "Behandlingsplan"

Instance: invalid-intent-order
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* intent = #order
* category = PlanKind#individual-plan

Instance: invalid-plan-for-group
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* status = #draft
* intent = #plan
* category = PlanKind#individual-plan
* subject = Reference(Group/everyone)

Instance: invalid-revision-with-time
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* intent = #plan
* category = PlanKind#individual-plan
* extension.url = Canonical(NextRevision)
* extension.valueDateTime = "2027-03-01T12:00:00+01:00"

Instance: invalid-two-revisions
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* intent = #plan
* category = PlanKind#individual-plan
* extension[0].url = Canonical(NextRevision)
* extension[0].valueDate = "2027-03-01"
* extension[1].url = Canonical(NextRevision)
* extension[1].valueDate = "2027-04-01"

Instance: invalid-owner-practitioner
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* intent = #plan
* category = PlanKind#individual-plan
* extension.url = Canonical(PartOwner)
* extension.valueReference.reference = "Practitioner/kari"

Instance: invalid-two-owners
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* intent = #plan
* category = PlanKind#individual-plan
* extension[0].url = Canonical(PartOwner)
* extension[0].valueReference.identifier.system = $enh
* extension[0].valueReference.identifier.value = "310601012"
* extension[1].url = Canonical(PartOwner)
* extension[1].valueReference.identifier.system = $enh
* extension[1].valueReference.identifier.value = "310602019"

Instance: invalid-custodian-location
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* intent = #plan
* category = PlanKind#individual-plan
* extension.url = Canonical(CarePlanCustodian)
* extension.valueReference.reference = "Location/town-hall"

Instance: invalid-category-twice
InstanceOf: CarePlan
Usage: #example
* insert ClaimsProfile(ip-careplan)
* insert MinimalPlan
* intent = #plan
* category[0] = PlanKind#individual-plan
* category[1] = PlanKind#individual-plan

RuleSet: MinimalPlan
* status = #draft
* subject = Reference(Patient/ingrid)
