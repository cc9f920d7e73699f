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
* #report-need "Need reported" "A need for a plan or a coordinator was reported to a koordinerende enhet."
* #report-need insert Norwegian([[behov meldt]], [[behov meldt]])
* #answer-need "Need answered" "A koordinerende enhet answered a need report or an application."
* #answer-need insert Norwegian([[melding om behov besvart]], [[melding om behov svara på]])
* #transfer-responsibility "Responsibility transferred" "Another municipality took over the responsibility for the plan."
* #transfer-responsibility insert Norwegian([[ansvar overført]], [[ansvar overført]])
* #appoint-coordinator "Coordinator appointed" "A koordinerende enhet appointed a coordinator."
* #appoint-coordinator insert Norwegian([[koordinator oppnevnt]], [[koordinator nemnd opp]])
* #record-consent "Consent recorded" "What the person decided was recorded."
* #record-consent insert Norwegian([[samtykke registrert]], [[samtykke registrert]])
* #withdraw-consent "Consent withdrawn" "The person withdrew a consent, or lifted an opposition."
* #withdraw-consent insert Norwegian([[samtykke trukket tilbake]], [[samtykke trekt tilbake]])
