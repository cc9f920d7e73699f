CodeSystem: ConflictInput
Id: conflict-input
Title: "Input of a conflict"
Description: "What an input of a conflict Task (Task.input.type) holds."
* ^caseSensitive = true
* ^experimental = false
* #element "Element" "The element in question, as FHIRPath."
* #element insert Norwegian([[element]], [[element]])
* #path "Path" "The element in question, as Samplan writes it for itself."
* #path insert Norwegian([[sti]], [[stig]])
* #partner "Partner" "The partner whose value differs from that of the record."
* #partner insert Norwegian([[partner]], [[partnar]])
* #base "Base" "The value both sides had last."
* #base insert Norwegian([[felles utgangspunkt]], [[felles utgangspunkt]])
* #ours "Ours" "The value in the record."
* #ours insert Norwegian([[verdien i planen]], [[verdien i planen]])
* #theirs "Theirs" "The value at the partner."
* #theirs insert Norwegian([[verdien hos partneren]], [[verdien hos partnaren]])
* #deleted "Deleted" "The partner has deleted the part: what it has now is what the deletion would make of it."
* #deleted insert Norwegian([[slettet hos partneren]], [[sletta hos partnaren]])

ValueSet: ConflictInputValueSet
Id: conflict-input
Title: "Inputs of conflicts"
Description: "What the inputs of a conflict Task hold."
* ^experimental = false
* include codes from system ConflictInput
