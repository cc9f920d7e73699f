Profile: IpConsentDocument
Parent: DocumentReference
Id: ip-consent-document
Title: "Signed consent"
Description: "A signed consent, scanned or electronic. The Consent refers to it (Consent.sourceReference)."
* ^experimental = false
* insert PartOwned
* type 1..1
* type.coding ^slicing.discriminator.type = #pattern
* type.coding ^slicing.discriminator.path = "$this"
* type.coding ^slicing.rules = #open
* type.coding contains consent 1..1
* type.coding[consent] = $loinc#59284-0
* subject 1..1
* subject only Reference(Patient)
* content.attachment.contentType 1..1
