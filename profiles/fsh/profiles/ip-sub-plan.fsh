Profile: IpSubPlan
Parent: CarePlan
Id: ip-sub-plan
Title: "Sub-plan"
Description: "A plan that is part of the individual plan and may have its own owner and its own readers: a treatment plan, a crisis plan, a plan at school or at NAV."
* ^experimental = false
* insert PartOwned
* partOf 1..*
* insert KindSlice(category, kind, PlanKind, PlanKindValueSet)
* subject only Reference(Patient)
