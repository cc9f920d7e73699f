Profile: IpCondition
Parent: Condition
Id: ip-condition
Title: "Condition behind a need"
Description: "A condition, a need or a concern that the plan speaks of. No plan needs one."
* ^experimental = false
* insert PartOwned
* insert KindSlice(category, kind, NeedKind, NeedKindValueSet)
* subject only Reference(Patient)
