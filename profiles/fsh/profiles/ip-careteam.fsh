Profile: IpCareTeam
Parent: CareTeam
Id: ip-careteam
Title: "Individual plan team"
Description: "The coordinator and the others who take part around a person. It exists also when the person has declined a plan."
* ^experimental = false
* insert PartOwned
* category 1..*
* insert PatternSlicing(category)
* category contains team 1..1
* category[team] = CareTeamKind#individual-plan-team
* subject 1..1
* subject only Reference(Patient)
* participant MS
* participant.extension contains PartOwner named partOwner 0..1
* participant.role from ParticipantRoleValueSet (extensible)
* obeys ip-team-participants and ip-team-person
* participant obeys ip-coordinator-person and ip-coordinating-unit-organization
