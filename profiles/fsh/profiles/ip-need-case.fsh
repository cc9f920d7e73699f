Profile: IpNeedCase
Parent: Task
Id: ip-need-case
Title: "Case about a need"
Description: "A koordinerende enhet answers a need report or an application (focus) for an individual plan or a coordinator. How it is answered is its business status; a no has its reason, and a refusal says to whom one can complain, and until when."
* ^experimental = false
* insert PartOwned
* focus MS
* for 1..1
* for only Reference(Patient)
* owner MS
* obeys ip-case-reason and ip-case-complaint
