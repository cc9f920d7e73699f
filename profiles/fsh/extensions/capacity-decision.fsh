Extension: CapacityDecision
Id: capacity-decision
Title: "Capacity decision"
Description: "On a consent that another gave for a person over 16: the written, reasoned decision that she cannot consent herself (pbrl § 4-3). Without it such a consent permits nothing."
* ^experimental = false
* insert ElementContext(0, Consent)
* value[x] 1..1
* value[x] only Reference(DocumentReference)
