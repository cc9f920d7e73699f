Profile: IpCarePlan
Parent: CarePlan
Id: ip-careplan
Title: "Individual plan"
Description: "The plan's own fields of a Norwegian individual plan. The right to a plan does not depend on a diagnosis: addresses may be empty. A draft may be incomplete. What an active plan lacks of its contents (a-i) is a warning; the consent that it is made, its period and its one responsible coordinator are rules about the whole record, in src/record."
* ^experimental = false
* extension contains
    PartOwner named partOwner 0..1 and
    NextRevision named nextRevision 0..1 and
    CarePlanCustodian named custodian 0..1 and
    DesiredCooperation named desiredCooperation 0..1
* extension[nextRevision] MS
* extension[desiredCooperation] MS
* intent = #plan
* category 1..*
* insert PatternSlicing(category)
* category contains plan 1..1
* category[plan] = PlanKind#individual-plan
* description MS
* subject only Reference(Patient)
* period MS
* careTeam MS
* addresses MS
* supportingInfo MS
* goal MS
* activity MS
* activity.extension contains PartOwner named partOwner 0..1
* obeys ip-goal-stated and ip-situation-stated and ip-team-stated and ip-measure-stated and ip-revision-stated and ip-cooperation-stated
* activity.detail obeys ip-activity-performer and ip-activity-extent and ip-activity-how
