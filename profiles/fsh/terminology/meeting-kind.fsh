CodeSystem: MeetingKind
Id: meeting-kind
Title: "Kind of meeting"
Description: "What a meeting around an individual plan is for."
* ^caseSensitive = true
* ^experimental = false
* #responsibility-group "Responsibility group meeting" "The members of the team meet with the person."
* #responsibility-group insert Norwegian([[ansvarsgruppemøte]], [[ansvarsgruppemøte]])
* #start "Start meeting" "The first meeting: what the plan is for and who takes part."
* #start insert Norwegian([[oppstartsmøte]], [[oppstartsmøte]])
* #revision "Revision meeting" "The plan is evaluated and revised."
* #revision insert Norwegian([[evalueringsmøte]], [[evalueringsmøte]])

ValueSet: MeetingKindValueSet
Id: meeting-kind
Title: "Kinds of meetings"
Description: "What meetings around an individual plan are for."
* ^experimental = false
* include codes from system MeetingKind
