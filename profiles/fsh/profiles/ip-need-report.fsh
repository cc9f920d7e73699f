Profile: IpNeedReport
Parent: ServiceRequest
Id: ip-need-report
Title: "Need report"
Description: "A report to the koordinerende enhet that a person needs an individual plan or a coordinator. Marked as one in category or code."
* ^experimental = false
* insert PartOwned
* insert PatternSlicing(category)
* category contains report 0..1
* category[report] = ServiceRequestKind#need-report
* subject only Reference(Patient)
* obeys ip-need-report-addressed and ip-need-report-sender
