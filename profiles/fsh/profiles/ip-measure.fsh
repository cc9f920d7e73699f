Profile: IpMeasure
Parent: ServiceRequest
Id: ip-measure
Title: "Measure"
Description: "What is done, to what extent, by whom and how. The person and those close to her are performers too, where they contribute."
* ^experimental = false
* insert PartOwned
* insert KindSlice(category, kind, ServiceRequestKind, ServiceRequestKindValueSet)
* code MS
* quantity[x] MS
* subject only Reference(Patient)
* occurrence[x] MS
* performer MS
* note MS
* obeys ip-measure-what and ip-measure-responsible and ip-measure-extent and ip-measure-how
