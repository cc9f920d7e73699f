Profile: IpMeasureTask
Parent: Task
Id: ip-measure-task
Title: "Task of a measure"
Description: "One thing to be done for a measure (basedOn) or in the plan, by someone (owner)."
* ^experimental = false
* insert PartOwned
* for 1..1
* for only Reference(Patient)
* owner MS
* obeys ip-task-responsible
