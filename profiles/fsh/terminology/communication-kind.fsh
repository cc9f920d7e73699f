CodeSystem: CommunicationKind
Id: communication-kind
Title: "Kind of communication"
Description: "What a Communication in a plan record is."
* ^caseSensitive = true
* ^experimental = false
* #minutes "Minutes" "Minutes of a meeting around the plan."
* #minutes insert Norwegian([[referat]], [[referat]])
* #consent-withdrawn "Consent withdrawn" "A notice that a recipient may see no more of the plan. It says nothing of the plan itself."
* #consent-withdrawn insert Norwegian([[samtykke trukket tilbake]], [[samtykke trekt tilbake]])
