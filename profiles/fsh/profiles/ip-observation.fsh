Profile: IpObservation
Parent: Observation
Id: ip-observation
Title: "Need or resource"
Description: "What the person manages or needs help with, as observed or told."
* ^experimental = false
* insert PartOwned
* insert KindSlice(category, kind, NeedKind, NeedKindValueSet)
* subject 1..1
* subject only Reference(Patient)
