Extension: NextRevision
Id: next-revision
Title: "Next revision"
Description: "The date by which the plan is to be revised next."
* ^experimental = false
* insert ElementContext(0, CarePlan)
* value[x] 1..1
* value[x] only date
