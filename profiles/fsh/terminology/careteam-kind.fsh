CodeSystem: CareTeamKind
Id: careteam-kind
Title: "Kind of care team"
Description: "What kind of team a CareTeam is."
* ^caseSensitive = true
* ^experimental = false
* #individual-plan-team "Individual plan team" "The coordinator and the others who take part around a person, with or without an individual plan."
* #individual-plan-team insert Norwegian([[ansvarsgruppe]], [[ansvarsgruppe]])
