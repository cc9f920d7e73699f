Instance: ingrid-team
InstanceOf: IpCareTeam
Usage: #example
Title: "Ingrid's team: the person herself, a coordinator by HPR number, two organizations"
* extension[partOwner].valueReference.identifier.system = $enh
* extension[partOwner].valueReference.identifier.value = "310601012"
* status = #active
* subject = Reference(Patient/ingrid)
* participant[0].role = ParticipantRole#the-person
* participant[0].member = Reference(Patient/ingrid)
* participant[1].role = ParticipantRole#responsible-coordinator
* participant[1].member.type = "Practitioner"
* participant[1].member.identifier.system = $hpr
* participant[1].member.identifier.value = "565500012"
* participant[1].member.display = "Kari Koordinator"
* participant[1].period.start = "2026-09-01"
* participant[2].role = ParticipantRole#coordinating-unit
* participant[2].member.type = "Organization"
* participant[2].member.identifier.system = $enh
* participant[2].member.identifier.value = "310601012"
* participant[3].extension[partOwner].valueReference.identifier.system = $enh
* participant[3].extension[partOwner].valueReference.identifier.value = "310602019"
* participant[3].role = ParticipantRole#specialist-service
* participant[3].member.type = "Organization"
* participant[3].member.identifier.system = $resh
* participant[3].member.identifier.value = "9900001"

Instance: ole-team
InstanceOf: IpCareTeam
Usage: #example
Title: "Ole said no to a plan and yes to a coordinator; one role in the sender's own words"
* status = #active
* subject = Reference(Patient/ole)
* participant[0].role = ParticipantRole#responsible-coordinator
* participant[0].member.type = "Practitioner"
* participant[0].member.identifier.system = $hpr
* participant[0].member.identifier.value = "565500012"
* participant[1].role.text = "Støttekontakt"

Instance: invalid-team-other-category
InstanceOf: CareTeam
Usage: #example
* insert ClaimsProfile(ip-careteam)
* category = $loinc#LA27976-2 "Encounter-focused care team"
* subject = Reference(Patient/ole)

Instance: invalid-team-without-subject
InstanceOf: CareTeam
Usage: #example
* insert ClaimsProfile(ip-careteam)
* category = CareTeamKind#individual-plan-team

Instance: invalid-team-for-group
InstanceOf: CareTeam
Usage: #example
* insert ClaimsProfile(ip-careteam)
* category = CareTeamKind#individual-plan-team
* subject = Reference(Group/everyone)
