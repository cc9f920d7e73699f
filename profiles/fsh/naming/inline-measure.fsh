// A measure that is inline in a partner's plan is no resource there. What points at one, a Task, names it by this instead.
Instance: inline-measure
InstanceOf: NamingSystem
Usage: #definition
* name = "InlineMeasure"
* status = #active
* kind = #identifier
* date = "2026-11-22"
* responsible = "Samplan"
* description = "A measure in CarePlan.activity.detail of a partner's own plan: the plan's id there and a hash"
* uniqueId.type = #uri
* uniqueId.value = "http://samplan.no/fhir/NamingSystem/inline-measure"
* uniqueId.preferred = true
