Extension: PartOwner
Id: part-owner
Title: "Part owner"
Description: "The organization responsible for this part of the plan record. The adapter's own state, shown; a reference with an identifier only is enough."
* ^experimental = false
* insert PartContexts
* value[x] 1..1
* value[x] only Reference(Organization)

// Every place that can be a part with its own owner: whole resources, and the inline parts.
RuleSet: PartContexts
* insert ElementContext(0, CarePlan)
* insert ElementContext(1, CarePlan.activity)
* insert ElementContext(2, CareTeam)
* insert ElementContext(3, CareTeam.participant)
* insert ElementContext(4, Consent)
* insert ElementContext(5, Goal)
* insert ElementContext(6, ServiceRequest)
* insert ElementContext(7, Task)
* insert ElementContext(8, Appointment)
* insert ElementContext(9, Encounter)
* insert ElementContext(10, Condition)
* insert ElementContext(11, Observation)
* insert ElementContext(12, DocumentReference)
* insert ElementContext(13, Communication)
* insert ElementContext(14, RelatedPerson)

RuleSet: ElementContext(index, expression)
* ^context[{index}].type = #element
* ^context[{index}].expression = "{expression}"
