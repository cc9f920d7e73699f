Profile: IpPractitionerRole
Parent: PractitionerRole
Id: ip-practitioner-role
Title: "Post"
Description: "A practitioner acting for an organization. Any no-basis PractitionerRole fits."
* ^experimental = false
* obeys ip-role-connects
