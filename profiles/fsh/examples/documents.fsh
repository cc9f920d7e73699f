Instance: ingrid-plan-document
InstanceOf: IpPlanDocument
Usage: #example
Title: "The plan as it stood, for printing and archive"
* insert OwnedByFjordvik
* status = #current
* type.coding[plan] = $document-type#A02-2
* subject = Reference(Patient/ingrid)
* date = "2026-09-01T08:00:00+02:00"
* content.attachment.contentType = #application/pdf
* content.attachment.title = "Individuell plan for Ingrid"
* context.related = Reference(CarePlan/ingrid-plan)

Instance: ingrid-consent-signed
InstanceOf: IpConsentDocument
Usage: #example
Title: "A consent signed on paper and scanned"
* insert OwnedByFjordvik
* status = #current
* type.coding[consent] = $loinc#59284-0
* subject = Reference(Patient/ingrid)
* content.attachment.contentType = #image/jpeg

Instance: invalid-plan-document-without-type
InstanceOf: DocumentReference
Usage: #example
* insert ClaimsProfile(ip-plan-document)
* status = #current
* subject = Reference(Patient/ingrid)
* content.attachment.contentType = #application/pdf

Instance: invalid-plan-document-other-type
InstanceOf: DocumentReference
Usage: #example
* insert ClaimsProfile(ip-plan-document)
* status = #current
* type = $document-type#A01-2
* subject = Reference(Patient/ingrid)
* content.attachment.contentType = #application/pdf

Instance: invalid-plan-document-type-twice
InstanceOf: DocumentReference
Usage: #example
* insert ClaimsProfile(ip-plan-document)
* status = #current
* type.coding[0] = $document-type#A02-2
* type.coding[1] = $document-type#A02-2
* subject = Reference(Patient/ingrid)
* content.attachment.contentType = #application/pdf

Instance: invalid-plan-document-about-nobody
InstanceOf: DocumentReference
Usage: #example
* insert ClaimsProfile(ip-plan-document)
* status = #current
* type = $document-type#A02-2
* content.attachment.contentType = #application/pdf

Instance: invalid-plan-document-for-group
InstanceOf: DocumentReference
Usage: #example
* insert ClaimsProfile(ip-plan-document)
* status = #current
* type = $document-type#A02-2
* subject = Reference(Group/everyone)
* content.attachment.contentType = #application/pdf

Instance: invalid-plan-document-without-format
InstanceOf: DocumentReference
Usage: #example
* insert ClaimsProfile(ip-plan-document)
* status = #current
* type = $document-type#A02-2
* subject = Reference(Patient/ingrid)
* content.attachment.title = "Skannet"

Instance: invalid-plan-document-two-owners
InstanceOf: DocumentReference
Usage: #example
* insert ClaimsProfile(ip-plan-document)
* status = #current
* type = $document-type#A02-2
* subject = Reference(Patient/ingrid)
* content.attachment.contentType = #application/pdf
* insert TwoOwners

Instance: invalid-consent-document-without-type
InstanceOf: DocumentReference
Usage: #example
* insert ClaimsProfile(ip-consent-document)
* status = #current
* subject = Reference(Patient/ingrid)
* content.attachment.contentType = #application/pdf

Instance: invalid-consent-document-other-type
InstanceOf: DocumentReference
Usage: #example
* insert ClaimsProfile(ip-consent-document)
* status = #current
* type = $document-type#A01-2
* subject = Reference(Patient/ingrid)
* content.attachment.contentType = #application/pdf

Instance: invalid-consent-document-type-twice
InstanceOf: DocumentReference
Usage: #example
* insert ClaimsProfile(ip-consent-document)
* status = #current
* type.coding[0] = $loinc#59284-0
* type.coding[1] = $loinc#59284-0
* subject = Reference(Patient/ingrid)
* content.attachment.contentType = #application/pdf

Instance: invalid-consent-document-about-nobody
InstanceOf: DocumentReference
Usage: #example
* insert ClaimsProfile(ip-consent-document)
* status = #current
* type = $loinc#59284-0
* content.attachment.contentType = #application/pdf

Instance: invalid-consent-document-for-group
InstanceOf: DocumentReference
Usage: #example
* insert ClaimsProfile(ip-consent-document)
* status = #current
* type = $loinc#59284-0
* subject = Reference(Group/everyone)
* content.attachment.contentType = #application/pdf

Instance: invalid-consent-document-without-format
InstanceOf: DocumentReference
Usage: #example
* insert ClaimsProfile(ip-consent-document)
* status = #current
* type = $loinc#59284-0
* subject = Reference(Patient/ingrid)
* content.attachment.title = "Skannet"

Instance: invalid-consent-document-two-owners
InstanceOf: DocumentReference
Usage: #example
* insert ClaimsProfile(ip-consent-document)
* status = #current
* type = $loinc#59284-0
* subject = Reference(Patient/ingrid)
* content.attachment.contentType = #application/pdf
* insert TwoOwners
