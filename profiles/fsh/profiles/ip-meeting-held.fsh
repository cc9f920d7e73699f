Profile: IpMeetingHeld
Parent: Encounter
Id: ip-meeting-held
Title: "Meeting, held"
Description: "A meeting around the plan that took place: who was there, and when."
* ^experimental = false
* insert PartOwned
* insert KindSlice(type, meeting, MeetingKind, MeetingKindValueSet)
* type[meeting] 1..1
* subject 1..1
* subject only Reference(Patient)
* period 1..1
* period.start 1..1
* obeys ip-meeting-present
