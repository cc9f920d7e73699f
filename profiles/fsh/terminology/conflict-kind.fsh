CodeSystem: ConflictKind
Id: conflict-kind
Title: "Kind of conflict"
Description: "What a conflict Task (Task.code) asks a person to decide."
* ^caseSensitive = true
* ^experimental = false
* #conflict "Conflict" "Two systems changed the same element differently."
* #conflict insert Norwegian([[konflikt]], [[konflikt]])
* #candidate "Candidate" "Another active individual plan exists for the person."
* #candidate insert Norwegian([[mulig annen plan for samme person]], [[mogleg annan plan for same person]])
* #proposal "Proposal" "Someone else than the owner proposes to end a part."
* #proposal insert Norwegian([[forslag]], [[framlegg]])

ValueSet: ConflictKindValueSet
Id: conflict-kind
Title: "Kinds of conflicts"
Description: "What conflict Tasks ask a person to decide."
* ^experimental = false
* include codes from system ConflictKind
