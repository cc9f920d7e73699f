// What it lists (definition.resource) is filled in from what is compiled (profiles/build/implementation-guide.ts).
Instance: samplan-ip
InstanceOf: ImplementationGuide
Usage: #definition
* url = "http://samplan.no/fhir/ImplementationGuide/samplan-ip"
* version = "0.1.0"
* name = "SamplanIndividualPlan"
* title = "Samplan: individual plan (individuell plan)"
* status = #draft
* experimental = false
* publisher = "Samplan"
* description = "How a Norwegian individual plan is exchanged between municipalities, health trusts and others: profiles, terminology, identifiers, search parameters and examples."
* jurisdiction = urn:iso:std:iso:3166#NO "Norway"
* packageId = "samplan.ip"
* license = #Apache-2.0
* fhirVersion = #4.0.1
