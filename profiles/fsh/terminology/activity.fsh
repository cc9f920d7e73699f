CodeSystem: Activity
Id: activity
Title: "Activity"
Description: "What changed the record (Provenance.activity)."
* ^caseSensitive = true
* ^experimental = false
* #admit "Admitted" "What someone sent was admitted to the record."
* #admit insert Norwegian([[tatt inn]], [[teke inn]])
* #resolve-conflict "Conflict resolved" "A person decided a conflict."
* #resolve-conflict insert Norwegian([[konflikt avgjort]], [[konflikt avgjord]])
