Profile: IpMinutes
Parent: Communication
Id: ip-minutes
Title: "Minutes"
Description: "The minutes of a meeting around the plan (encounter), as text or attached."
* ^experimental = false
* insert PartOwned
* insert PatternSlicing(category)
* category contains minutes 1..1
* category[minutes] = CommunicationKind#minutes
* subject 1..1
* subject only Reference(Patient)
* payload 1..*
* obeys ip-minutes-author
