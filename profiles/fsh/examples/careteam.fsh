Instance: ingrid-team
InstanceOf: IpCareTeam
Usage: #example
Title: "Ingrid's team: the person herself, a coordinator, the koordinerende enhet, a unit by RESH-id, the GP, her husband"
* insert OwnedByFjordvik
* status = #active
* subject = Reference(Patient/ingrid)
* participant[0].role = ParticipantRole#the-person
* participant[0].member = Reference(Patient/ingrid)
* participant[1].role = ParticipantRole#responsible-coordinator
* participant[1].member = Reference(PractitionerRole/kari-post)
* participant[1].member.display = "Kari Holte, koordinator"
* participant[1].period.start = "2026-09-01"
* participant[2].role = ParticipantRole#coordinating-unit
* participant[2].member.type = "Organization"
* participant[2].member.identifier.system = $enh
* participant[2].member.identifier.value = "310601020"
* participant[3].extension[partOwner].valueReference.identifier.system = $enh
* participant[3].extension[partOwner].valueReference.identifier.value = "310602019"
* participant[3].role = ParticipantRole#specialist-service
* participant[3].member.type = "Organization"
* participant[3].member.identifier.system = $resh
* participant[3].member.identifier.value = "9900021"
* participant[4].role = ParticipantRole#general-practitioner
* participant[4].member.identifier.system = $hpr
* participant[4].member.identifier.value = "565500055"
* participant[5].role = ParticipantRole#next-of-kin
* participant[5].member = Reference(RelatedPerson/arvid)

Instance: ole-team
InstanceOf: IpCareTeam
Usage: #example
Title: "Ole said no to a plan and yes to a coordinator; one role in the sender's own words"
* status = #active
* subject = Reference(Patient/ole)
* participant[0].role = ParticipantRole#the-person
* participant[0].member = Reference(Patient/ole)
* participant[1].role = ParticipantRole#responsible-coordinator
* participant[1].member.type = "Practitioner"
* participant[1].member.identifier.system = $hpr
* participant[1].member.identifier.value = "565500012"
* participant[2].role.text = "Støttekontakt"

Instance: amina-team
InstanceOf: IpCareTeam
Usage: #example
Title: "A child's team: the child coordinator is also the responsible coordinator, in one participant with two roles"
* status = #active
* subject = Reference(Patient/amina)
* participant[0].role = ParticipantRole#the-person
* participant[0].member = Reference(Patient/amina)
* participant[1].role[0] = ParticipantRole#child-coordinator
* participant[1].role[1] = ParticipantRole#responsible-coordinator
* participant[1].member = Reference(Practitioner/kari)
* participant[1].onBehalfOf = Reference(Organization/fjordvik)
* participant[2].role = ParticipantRole#next-of-kin
* participant[2].member = Reference(RelatedPerson/leila)
* participant[3].role = ParticipantRole#school
* participant[3].member.type = "Organization"
* participant[3].member.display = "Fjordvik skole"

Instance: nils-team
InstanceOf: IpCareTeam
Usage: #example
Title: "A team that is being put together may be empty"
* status = #proposed
* subject = Reference(Patient/nils)

Instance: invalid-team-other-category
InstanceOf: CareTeam
Usage: #example
* insert ClaimsProfile(ip-careteam)
* category = $loinc#LA27976-2 "Encounter-focused care team"
* subject = Reference(Patient/ole)

Instance: invalid-team-category-twice
InstanceOf: CareTeam
Usage: #example
* insert ClaimsProfile(ip-careteam)
* category[0] = CareTeamKind#individual-plan-team
* category[1] = CareTeamKind#individual-plan-team
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

Instance: invalid-team-two-owners
InstanceOf: CareTeam
Usage: #example
* insert ClaimsProfile(ip-careteam)
* category = CareTeamKind#individual-plan-team
* subject = Reference(Patient/ole)
* insert TwoOwners

Instance: invalid-participant-two-owners
InstanceOf: CareTeam
Usage: #example
* insert ClaimsProfile(ip-careteam)
* category = CareTeamKind#individual-plan-team
* subject = Reference(Patient/ole)
* participant.role.text = "Støttekontakt"
* insert TwoOwnersOf(participant)

Instance: invalid-team-unknown-role
InstanceOf: CareTeam
Usage: #example
* insert ClaimsProfile(ip-careteam)
* category = CareTeamKind#individual-plan-team
* subject = Reference(Patient/ole)
* participant.role = $loinc#LA27976-2

Instance: invalid-team-of-one
InstanceOf: CareTeam
Usage: #example
* insert ClaimsProfile(ip-careteam)
* status = #active
* category = CareTeamKind#individual-plan-team
* subject = Reference(Patient/ole)
* participant[0].role = ParticipantRole#the-person
* participant[0].member = Reference(Patient/ole)

Instance: invalid-team-of-one-twice
InstanceOf: CareTeam
Usage: #example
Title: "The person in another role is no other participant"
* insert ClaimsProfile(ip-careteam)
* status = #active
* category = CareTeamKind#individual-plan-team
* subject = Reference(Patient/ole)
* participant[0].role = ParticipantRole#the-person
* participant[0].member = Reference(Patient/ole)
* participant[1].role.text = "Talsperson"
* participant[1].member = Reference(Patient/ole)

Instance: invalid-team-without-person
InstanceOf: CareTeam
Usage: #example
* insert ClaimsProfile(ip-careteam)
* status = #active
* category = CareTeamKind#individual-plan-team
* subject = Reference(Patient/ole)
* participant.role = ParticipantRole#nav

Instance: invalid-coordinator-relative
InstanceOf: CareTeam
Usage: #example
Title: "Someone close is no service provider; who it is stands in contained"
* insert ClaimsProfile(ip-careteam)
* category = CareTeamKind#individual-plan-team
* subject = Reference(Patient/ole)
* contained.resourceType = "RelatedPerson"
* contained.id = "sister"
* contained.patient = Reference(Patient/ole)
* participant.role = ParticipantRole#responsible-coordinator
* participant.member.reference = "#sister"

Instance: invalid-coordinator-organization
InstanceOf: CareTeam
Usage: #example
* insert ClaimsProfile(ip-careteam)
* category = CareTeamKind#individual-plan-team
* subject = Reference(Patient/ole)
* participant.role = ParticipantRole#responsible-coordinator
* participant.member = Reference(Organization/fjordvik)

Instance: invalid-coordinator-unnamed
InstanceOf: CareTeam
Usage: #example
* insert ClaimsProfile(ip-careteam)
* category = CareTeamKind#individual-plan-team
* subject = Reference(Patient/ole)
* participant.role = ParticipantRole#responsible-coordinator

Instance: invalid-coordinating-unit-person
InstanceOf: CareTeam
Usage: #example
* insert ClaimsProfile(ip-careteam)
* category = CareTeamKind#individual-plan-team
* subject = Reference(Patient/ole)
* participant.role = ParticipantRole#coordinating-unit
* participant.member = Reference(PractitionerRole/kari-post)

Instance: invalid-coordinating-unit-service
InstanceOf: CareTeam
Usage: #example
* insert ClaimsProfile(ip-careteam)
* category = CareTeamKind#individual-plan-team
* subject = Reference(Patient/ole)
* participant.role = ParticipantRole#coordinating-unit
* participant.member.type = "CareTeam"
* participant.member.display = "Tildelingskontoret"
