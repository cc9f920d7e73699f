RuleSet: CaseOf(person)
* status = #completed
* intent = #proposal
* code = CaseKind#need
* focus = Reference(ServiceRequest/nils-need-report)
* for = Reference(Patient/{person})
* owner = Reference(Organization/fjordvik-coordinating-unit)

Instance: nils-case
InstanceOf: IpNeedCase
Usage: #example
Title: "Offered: the person decides"
* insert OwnedByFjordvik
* insert CaseOf(nils)
* businessStatus = CaseStatus#offered

Instance: nils-case-waiting
InstanceOf: IpNeedCase
Usage: #example
Title: "Waits for an answer"
* insert OwnedByFjordvik
* insert CaseOf(nils)
* status = #requested
* businessStatus = CaseStatus#received
* restriction.period.end = "2026-12-02"

Instance: nils-case-refused
InstanceOf: IpNeedCase
Usage: #example
Title: "Refused, with the reason, the complaint body and the deadline"
* insert OwnedByFjordvik
* insert CaseOf(nils)
* businessStatus = CaseStatus#refused
* statusReason.text = "Har ikke behov for langvarige og koordinerte tjenester"
* output[0].type = CaseOutput#complaint-body
* output[0].valueReference.type = "Organization"
* output[0].valueReference.display = "Statsforvalteren"
* output[1].type = CaseOutput#complaint-address
* output[1].valueString = "Postboks 1, 0001 Fjordvik"
* output[2].type = CaseOutput#complaint-deadline
* output[2].valueDate = "2026-12-20"
* output[3].type = CaseOutput#complaint-basis
* output[3].valueString = "pbrl § 7-5"

Instance: invalid-case-refused-without-reason
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-need-case)
* insert CaseOf(nils)
* businessStatus = CaseStatus#refused
* output[0].type = CaseOutput#complaint-body
* output[0].valueReference.display = "Statsforvalteren"
* output[1].type = CaseOutput#complaint-deadline
* output[1].valueDate = "2026-12-20"

Instance: invalid-case-declined-without-reason
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-need-case)
* insert CaseOf(nils)
* businessStatus = CaseStatus#declined

Instance: invalid-case-refused-without-complaint
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-need-case)
* insert CaseOf(nils)
* businessStatus = CaseStatus#refused
* statusReason.text = "Har ikke behov for langvarige og koordinerte tjenester"
* output.type = CaseOutput#complaint-body
* output.valueReference.display = "Statsforvalteren"

Instance: invalid-case-deadline-as-text
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-need-case)
* insert CaseOf(nils)
* businessStatus = CaseStatus#refused
* statusReason.text = "Har ikke behov for langvarige og koordinerte tjenester"
* output[0].type = CaseOutput#complaint-body
* output[0].valueReference.display = "Statsforvalteren"
* output[1].type = CaseOutput#complaint-deadline
* output[1].valueString = "om fire uker"

Instance: invalid-case-for-nobody
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-need-case)
* status = #requested
* intent = #proposal
* code = CaseKind#need

Instance: invalid-case-for-group
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-need-case)
* status = #requested
* intent = #proposal
* code = CaseKind#need
* for = Reference(Group/everyone)

Instance: invalid-case-two-owners
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-need-case)
* insert CaseOf(nils)
* insert TwoOwners
