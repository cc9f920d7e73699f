Profile: IpPlanDocument
Parent: DocumentReference
Id: ip-plan-document
Title: "Plan document"
Description: "The plan as a document at one time (Volven 9602, A02-2): for printing, archive and document sharing. A no-basis DocumentReference of that type fits."
* ^experimental = false
* insert PartOwned
* type 1..1
* type.coding ^slicing.discriminator.type = #pattern
* type.coding ^slicing.discriminator.path = "$this"
* type.coding ^slicing.rules = #open
* type.coding contains plan 1..1
* type.coding[plan] = $document-type#A02-2
* subject 1..1
* subject only Reference(Patient)
* content.attachment.contentType 1..1
