Profile: IpMeetingPlanned
Parent: Appointment
Id: ip-meeting-planned
Title: "Meeting, planned"
Description: "A meeting around the plan, for example of the responsibility group. When it is held, an Encounter refers to it (Encounter.appointment)."
* ^experimental = false
* insert PartOwned
* insert KindSlice(serviceType, meeting, MeetingKind, MeetingKindValueSet)
* serviceType[meeting] 1..1
* obeys ip-meeting-person
