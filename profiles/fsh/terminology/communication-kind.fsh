CodeSystem: CommunicationKind
Id: communication-kind
Title: "Kind of communication"
Description: "What a Communication in a plan record is."
* ^caseSensitive = true
* ^experimental = false
* #minutes "Minutes" "Minutes of a meeting around the plan."
* #minutes insert Norwegian([[referat]], [[referat]])
