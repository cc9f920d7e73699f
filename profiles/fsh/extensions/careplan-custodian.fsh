// Named by the rule for elements of other FHIR versions (http://hl7.org/fhir/R4/versions.html#extensions). It has to be
// defined here: HL7's cross-version package takes R5 custodian for R4 author and so has no such extension, while in this
// plan the author and the responsible organization may differ.
Extension: CarePlanCustodian
Id: extension-CarePlan.custodian
Title: "CarePlan.custodian (R5)"
Description: "Who is responsible for the plan: R5 CarePlan.custodian in R4."
* ^url = "http://hl7.org/fhir/5.0/StructureDefinition/extension-CarePlan.custodian"
* ^experimental = false
* insert ElementContext(0, CarePlan)
* value[x] 1..1
* value[x] only Reference(Patient or Practitioner or PractitionerRole or Device or RelatedPerson or Organization or CareTeam)
