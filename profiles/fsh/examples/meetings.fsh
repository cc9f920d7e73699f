Instance: ingrid-meeting
InstanceOf: IpMeetingPlanned
Usage: #example
Title: "A responsibility group meeting, planned"
* insert OwnedByFjordvik
* status = #booked
* serviceType[meeting] = MeetingKind#responsibility-group
* start = "2026-12-01T12:00:00+01:00"
* end = "2026-12-01T13:00:00+01:00"
* participant[0].actor = Reference(Patient/ingrid)
* participant[0].status = #accepted
* participant[1].actor = Reference(PractitionerRole/kari-post)
* participant[1].status = #accepted

Instance: ole-meeting
InstanceOf: IpMeetingPlanned
Usage: #example
Title: "A first meeting; the sender's own service beside our kind; the coordinator by number"
* status = #pending
* serviceType[meeting] = MeetingKind#start
* serviceType[1].text = "Koordinering"
* start = "2026-12-04T09:00:00+01:00"
* end = "2026-12-04T09:30:00+01:00"
* participant[0].actor = Reference(Patient/ole)
* participant[0].status = #needs-action
* participant[1].actor.type = "Practitioner"
* participant[1].actor.identifier.system = $hpr
* participant[1].actor.identifier.value = "565500012"
* participant[1].status = #accepted

Instance: ingrid-meeting-held
InstanceOf: IpMeetingHeld
Usage: #example
Title: "The same meeting, held"
* insert OwnedByFjordvik
* status = #finished
* class = $v3-ActCode#VR
* type[meeting] = MeetingKind#responsibility-group
* subject = Reference(Patient/ingrid)
* appointment = Reference(Appointment/ingrid-meeting)
* participant.individual = Reference(PractitionerRole/kari-post)
* period.start = "2026-12-01T12:00:00+01:00"
* period.end = "2026-12-01T12:50:00+01:00"

Instance: ingrid-minutes
InstanceOf: IpMinutes
Usage: #example
* insert OwnedByFjordvik
* status = #completed
* category[minutes] = CommunicationKind#minutes
* subject = Reference(Patient/ingrid)
* encounter = Reference(Encounter/ingrid-meeting-held)
* sent = "2026-12-02T09:00:00+01:00"
* sender = Reference(PractitionerRole/kari-post)
* payload.contentString = "Ingrid vil prøve butikken alene etter jul. Eirik følger de to første gangene."

Instance: invalid-meeting-other-service
InstanceOf: Appointment
Usage: #example
* insert ClaimsProfile(ip-meeting-planned)
* status = #booked
* start = "2026-12-01T12:00:00+01:00"
* end = "2026-12-01T13:00:00+01:00"
* participant.actor = Reference(Patient/ingrid)
* participant.status = #accepted
* serviceType.text = "Time hos fysioterapeut"

Instance: invalid-meeting-two-kinds
InstanceOf: Appointment
Usage: #example
* insert ClaimsProfile(ip-meeting-planned)
* status = #booked
* start = "2026-12-01T12:00:00+01:00"
* end = "2026-12-01T13:00:00+01:00"
* participant.actor = Reference(Patient/ingrid)
* participant.status = #accepted
* serviceType[0] = MeetingKind#start
* serviceType[1] = MeetingKind#revision

Instance: invalid-meeting-unknown-kind
InstanceOf: Appointment
Usage: #example
* insert ClaimsProfile(ip-meeting-planned)
* status = #booked
* start = "2026-12-01T12:00:00+01:00"
* end = "2026-12-01T13:00:00+01:00"
* participant.actor = Reference(Patient/ingrid)
* participant.status = #accepted
* serviceType.coding.system = Canonical(MeetingKind)
* serviceType.coding.code = #party

Instance: invalid-meeting-two-owners
InstanceOf: Appointment
Usage: #example
* insert ClaimsProfile(ip-meeting-planned)
* status = #booked
* start = "2026-12-01T12:00:00+01:00"
* end = "2026-12-01T13:00:00+01:00"
* participant.actor = Reference(Patient/ingrid)
* participant.status = #accepted
* serviceType = MeetingKind#responsibility-group
* insert TwoOwners

Instance: invalid-meeting-without-person
InstanceOf: Appointment
Usage: #example
* insert ClaimsProfile(ip-meeting-planned)
* status = #booked
* start = "2026-12-01T12:00:00+01:00"
* end = "2026-12-01T13:00:00+01:00"
* serviceType = MeetingKind#responsibility-group
* participant.actor = Reference(PractitionerRole/kari-post)
* participant.status = #accepted

Instance: invalid-held-other-type
InstanceOf: Encounter
Usage: #example
* insert ClaimsProfile(ip-meeting-held)
* status = #finished
* class = $v3-ActCode#VR
* type.text = "Time hos fysioterapeut"
* subject = Reference(Patient/ingrid)
* period.start = "2026-12-01T12:00:00+01:00"
* participant.individual = Reference(PractitionerRole/kari-post)

Instance: invalid-held-two-kinds
InstanceOf: Encounter
Usage: #example
* insert ClaimsProfile(ip-meeting-held)
* status = #finished
* class = $v3-ActCode#VR
* type[0] = MeetingKind#start
* type[1] = MeetingKind#revision
* subject = Reference(Patient/ingrid)
* period.start = "2026-12-01T12:00:00+01:00"
* participant.individual = Reference(PractitionerRole/kari-post)

Instance: invalid-held-unknown-kind
InstanceOf: Encounter
Usage: #example
* insert ClaimsProfile(ip-meeting-held)
* status = #finished
* class = $v3-ActCode#VR
* type.coding.system = Canonical(MeetingKind)
* type.coding.code = #party
* subject = Reference(Patient/ingrid)
* period.start = "2026-12-01T12:00:00+01:00"
* participant.individual = Reference(PractitionerRole/kari-post)

Instance: invalid-held-two-owners
InstanceOf: Encounter
Usage: #example
* insert ClaimsProfile(ip-meeting-held)
* status = #finished
* class = $v3-ActCode#VR
* type = MeetingKind#responsibility-group
* subject = Reference(Patient/ingrid)
* period.start = "2026-12-01T12:00:00+01:00"
* participant.individual = Reference(PractitionerRole/kari-post)
* insert TwoOwners

Instance: invalid-held-about-nobody
InstanceOf: Encounter
Usage: #example
* insert ClaimsProfile(ip-meeting-held)
* status = #finished
* class = $v3-ActCode#VR
* type = MeetingKind#responsibility-group
* period.start = "2026-12-01T12:00:00+01:00"
* participant.individual = Reference(PractitionerRole/kari-post)

Instance: invalid-held-for-group
InstanceOf: Encounter
Usage: #example
* insert ClaimsProfile(ip-meeting-held)
* status = #finished
* class = $v3-ActCode#VR
* type = MeetingKind#responsibility-group
* subject = Reference(Group/everyone)
* period.start = "2026-12-01T12:00:00+01:00"
* participant.individual = Reference(PractitionerRole/kari-post)

Instance: invalid-held-at-no-time
InstanceOf: Encounter
Usage: #example
* insert ClaimsProfile(ip-meeting-held)
* status = #finished
* class = $v3-ActCode#VR
* type = MeetingKind#responsibility-group
* subject = Reference(Patient/ingrid)
* participant.individual = Reference(PractitionerRole/kari-post)

Instance: invalid-held-without-start
InstanceOf: Encounter
Usage: #example
* insert ClaimsProfile(ip-meeting-held)
* status = #finished
* class = $v3-ActCode#VR
* type = MeetingKind#responsibility-group
* subject = Reference(Patient/ingrid)
* participant.individual = Reference(PractitionerRole/kari-post)
* period.end = "2026-12-01T13:00:00+01:00"

Instance: invalid-held-by-nobody
InstanceOf: Encounter
Usage: #example
* insert ClaimsProfile(ip-meeting-held)
* status = #finished
* class = $v3-ActCode#VR
* type = MeetingKind#responsibility-group
* subject = Reference(Patient/ingrid)
* period.start = "2026-12-01T12:00:00+01:00"

Instance: invalid-minutes-other-category
InstanceOf: Communication
Usage: #example
* insert ClaimsProfile(ip-minutes)
* status = #completed
* category.text = "Brev"
* subject = Reference(Patient/ingrid)
* sender = Reference(PractitionerRole/kari-post)
* payload.contentString = "Avtalt neste møte."

Instance: invalid-minutes-twice
InstanceOf: Communication
Usage: #example
* insert ClaimsProfile(ip-minutes)
* status = #completed
* category[0] = CommunicationKind#minutes
* category[1] = CommunicationKind#minutes
* subject = Reference(Patient/ingrid)
* sender = Reference(PractitionerRole/kari-post)
* payload.contentString = "Avtalt neste møte."

Instance: invalid-minutes-about-nobody
InstanceOf: Communication
Usage: #example
* insert ClaimsProfile(ip-minutes)
* status = #completed
* category = CommunicationKind#minutes
* sender = Reference(PractitionerRole/kari-post)
* payload.contentString = "Avtalt neste møte."

Instance: invalid-minutes-for-group
InstanceOf: Communication
Usage: #example
* insert ClaimsProfile(ip-minutes)
* status = #completed
* category = CommunicationKind#minutes
* subject = Reference(Group/everyone)
* sender = Reference(PractitionerRole/kari-post)
* payload.contentString = "Avtalt neste møte."

Instance: invalid-minutes-empty
InstanceOf: Communication
Usage: #example
* insert ClaimsProfile(ip-minutes)
* status = #completed
* category = CommunicationKind#minutes
* subject = Reference(Patient/ingrid)
* sender = Reference(PractitionerRole/kari-post)

Instance: invalid-minutes-two-owners
InstanceOf: Communication
Usage: #example
* insert ClaimsProfile(ip-minutes)
* status = #completed
* category = CommunicationKind#minutes
* subject = Reference(Patient/ingrid)
* sender = Reference(PractitionerRole/kari-post)
* payload.contentString = "Avtalt neste møte."
* insert TwoOwners

Instance: invalid-minutes-by-nobody
InstanceOf: Communication
Usage: #example
* insert ClaimsProfile(ip-minutes)
* status = #completed
* category = CommunicationKind#minutes
* subject = Reference(Patient/ingrid)
* payload.contentString = "Avtalt neste møte."
