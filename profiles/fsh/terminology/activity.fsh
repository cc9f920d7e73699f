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
* #join-persons "Persons joined" "Two persons turned out to be one, and so did their records."
* #join-persons insert Norwegian([[personer slått sammen]], [[personar slegne saman]])
* #undo "Undone" "An earlier version became the current one again."
* #undo insert Norwegian([[angret]], [[angra]])
* #report-need "Need reported" "Somebody reported that a person needs an individual plan or a coordinator, or applied for one."
* #report-need insert Norwegian([[behov meldt]], [[behov meldt]])
* #answer-need "Need answered" "A report or an application was answered."
* #answer-need insert Norwegian([[melding besvart]], [[melding svart på]])
* #appoint-coordinator "Coordinator appointed" "A responsible coordinator was appointed."
* #appoint-coordinator insert Norwegian([[koordinator oppnevnt]], [[koordinator nemnd opp]])
* #transfer-responsibility "Responsibility transferred" "Another municipality took over the responsibility for the plan."
* #transfer-responsibility insert Norwegian([[ansvar overført]], [[ansvar overført]])
