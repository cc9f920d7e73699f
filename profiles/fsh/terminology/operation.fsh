CodeSystem: Operation
Id: operation
Title: "Operation"
Description: "Operation that was called (AuditEvent.subtype, beside the RESTful interaction)."
* ^caseSensitive = true
* ^experimental = false
* #validate "Validated" "A resource was validated."
* #validate insert Norwegian([[validert]], [[validert]])
* #resolve-conflict "Conflict resolved" "Somebody decided a conflict."
* #resolve-conflict insert Norwegian([[konflikt avgjort]], [[konflikt avgjord]])
* #undo "Undone" "An earlier version became current again."
* #undo insert Norwegian([[angret]], [[angra]])
* #sync "Pass started" "A pass over partners was started by hand."
* #sync insert Norwegian([[runde startet]], [[runde starta]])
* #duties "Duties listed" "What is owed by when was listed."
* #duties insert Norwegian([[plikter listet]], [[plikter lista]])
* #report-need "Need reported" "A need for a plan or a coordinator was reported to a koordinerende enhet."
* #report-need insert Norwegian([[behov meldt]], [[behov meldt]])
* #answer-need "Need answered" "A koordinerende enhet answered a need report or an application."
* #answer-need insert Norwegian([[melding om behov besvart]], [[melding om behov svara på]])
* #transfer-responsibility "Responsibility transferred" "Another municipality became responsible for a plan."
* #transfer-responsibility insert Norwegian([[ansvar overført]], [[ansvar overført]])
* #appoint-coordinator "Coordinator appointed" "A koordinerende enhet appointed a coordinator."
* #appoint-coordinator insert Norwegian([[koordinator oppnevnt]], [[koordinator nemnd opp]])
* #preview-change "Previewed" "All records were read to find what another profile package or mapping would change."
* #preview-change insert Norwegian([[forhåndsvist]], [[førehandsvist]])
* #disclosures "Disclosures reported" "Who received or read a plan was reported."
* #disclosures insert Norwegian([[innsyn i utleveringer]], [[innsyn i utleveringar]])
* #review-emergency "Emergency reviewed" "Somebody looked at what was read in an emergency."
* #review-emergency insert Norwegian([[nødlesing gjennomgått]], [[naudlesing gjennomgått]])
* #evidence "Evidence exported" "The evidence for a complaint was exported."
* #evidence insert Norwegian([[dokumentasjon eksportert]], [[dokumentasjon eksportert]])
* #everything "Everything read" "All that the caller sees of a person's record was read."
* #everything insert Norwegian([[alt lest]], [[alt lese]])
* #record "Record read" "The whole record of a person was read as one collection."
* #record insert Norwegian([[hele journalen lest]], [[heile journalen lesen]])
* #status "Status asked" "Somebody asked whether a record had changed, or how subscriptions stand, and nothing of any content."
* #status insert Norwegian([[status spurt]], [[status spurd]])
* #events "Events read" "Events of a subscription were read."
* #events insert Norwegian([[hendelser lest]], [[hendingar lesne]])
* #plan-document "Plan document made" "A plan was read as a document."
* #plan-document insert Norwegian([[planen lest som dokument]], [[planen lesen som dokument]])
* #apply "Plan drafted" "A plan was drafted for a person by a definition; nothing was stored."
* #apply insert Norwegian([[planutkast laget]], [[planutkast laga]])
