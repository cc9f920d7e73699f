Profile: IpPlanComposition
Parent: Composition
Id: ip-plan-composition
Title: "Plan as a document"
Description: "The plan as a document (CarePlan/[id]/$plan-document): the contents a to i of the regulation as sections, each readable by itself, and the hash of what it says."
* ^experimental = false
* extension contains ContentHash named contentHash 1..1
* type.coding ^slicing.discriminator.type = #pattern
* type.coding ^slicing.discriminator.path = "$this"
* type.coding ^slicing.rules = #open
* type.coding contains plan 1..1
* type.coding[plan] = $document-type#A02-2
* subject 1..1
* subject only Reference(Patient)
* section 1..*
* section.title 1..1
* section.code 1..1
* section.code from PlanSectionValueSet (required)
* section.text 1..1
