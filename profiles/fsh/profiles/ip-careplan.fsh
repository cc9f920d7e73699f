Profile: IpCarePlan
Parent: CarePlan
Id: ip-careplan
Title: "Individual plan"
Description: "The plan's own fields of a Norwegian individual plan. A draft may be incomplete: what an active plan must have besides (a period, the consent that it is made) are rules about the whole record, not cardinalities here."
* ^experimental = false
* extension contains
    PartOwner named partOwner 0..1 and
    NextRevision named nextRevision 0..1 and
    CarePlanCustodian named custodian 0..1
* intent = #plan
* category 1..*
* insert PatternSlicing(category)
* category contains plan 1..1
* category[plan] = PlanKind#individual-plan
* subject only Reference(Patient)
* activity.extension contains PartOwner named partOwner 0..1
