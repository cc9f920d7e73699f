CodeSystem: CaseStatus
Id: case-status
Title: "Status of a case"
Description: "How a case stands (Task.businessStatus)."
* ^caseSensitive = true
* ^experimental = false
* #received "Received" "The case waits for an answer."
* #received insert Norwegian([[mottatt]], [[motteke]])
* #offered "Offered" "What was asked for is offered; the person decides."
* #offered insert Norwegian([[tilbudt]], [[tilbode]])
* #granted "Granted" "What was asked for is granted."
* #granted insert Norwegian([[innvilget]], [[innvilga]])
* #declined "Declined" "The person said no to what was offered, or took the case back."
* #declined insert Norwegian([[takket nei]], [[takka nei]])
* #refused "Refused" "The body said no. The case says why, to whom one can complain, and until when."
* #refused insert Norwegian([[avslått]], [[avslått]])
