Instance: ingrid-plan-composition
InstanceOf: IpPlanComposition
Usage: #example
Title: "Ingrid's plan as a document: two of its sections"
* extension[contentHash].valueString = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
* language = #nb
* insert PlanComposition
* insert CompositionSection
* section[1].title = "Tiltak, omfang og ansvar"
* section[1].code = PlanSection#measures
* section[1].text.status = #generated
* section[1].text.div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Ergoterapi hjemme: kjøkken og bad</p></div>"
* section[1].entry = Reference(ServiceRequest/ingrid-measure)

RuleSet: PlanComposition
* status = #final
* type = $document-type#A02-2
* insert CompositionFrame

RuleSet: CompositionFrame
* subject = Reference(Patient/ingrid)
* date = "2026-11-27T10:00:00+01:00"
* author = Reference(PractitionerRole/kari-post)
* title = "Individuell plan for Ingrid"

RuleSet: CompositionHash(index)
* extension[{index}].url = Canonical(ContentHash)
* extension[{index}].valueString = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

RuleSet: CompositionSection
* section[0].title = "Mål, ressurser og behov"
* section[0].code = PlanSection#goals
* section[0].text.status = #generated
* section[0].text.div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Gå til butikken uten følge</p></div>"
* section[0].entry = Reference(Goal/ingrid-goal)

Instance: invalid-composition-without-hash
InstanceOf: Composition
Usage: #example
* insert ClaimsProfile(ip-plan-composition)
* extension.url = "http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber"
* extension.valueString = "3"
* insert PlanComposition
* insert CompositionSection

Instance: invalid-composition-two-hashes
InstanceOf: Composition
Usage: #example
* insert ClaimsProfile(ip-plan-composition)
* insert CompositionHash(0)
* insert CompositionHash(1)
* insert PlanComposition
* insert CompositionSection

Instance: invalid-composition-hash-as-code
InstanceOf: Composition
Usage: #example
* insert ClaimsProfile(ip-plan-composition)
* extension.url = Canonical(ContentHash)
* extension.valueCode = #abc
* insert PlanComposition
* insert CompositionSection

Instance: invalid-composition-other-type
InstanceOf: Composition
Usage: #example
* insert ClaimsProfile(ip-plan-composition)
* insert CompositionHash(0)
* status = #final
* type = $document-type#A01-2
* insert CompositionFrame
* insert CompositionSection

Instance: invalid-composition-type-twice
InstanceOf: Composition
Usage: #example
* insert ClaimsProfile(ip-plan-composition)
* insert CompositionHash(0)
* status = #final
* type.coding[0] = $document-type#A02-2
* type.coding[1] = $document-type#A02-2
* insert CompositionFrame
* insert CompositionSection

Instance: invalid-composition-about-nobody
InstanceOf: Composition
Usage: #example
* insert ClaimsProfile(ip-plan-composition)
* insert CompositionHash(0)
* status = #final
* type = $document-type#A02-2
* date = "2026-11-27T10:00:00+01:00"
* author = Reference(PractitionerRole/kari-post)
* title = "Individuell plan"
* insert CompositionSection

Instance: invalid-composition-for-group
InstanceOf: Composition
Usage: #example
* insert ClaimsProfile(ip-plan-composition)
* insert CompositionHash(0)
* status = #final
* type = $document-type#A02-2
* subject = Reference(Group/everyone)
* date = "2026-11-27T10:00:00+01:00"
* author = Reference(PractitionerRole/kari-post)
* title = "Individuell plan"
* insert CompositionSection

Instance: invalid-composition-empty
InstanceOf: Composition
Usage: #example
* insert ClaimsProfile(ip-plan-composition)
* insert CompositionHash(0)
* insert PlanComposition

Instance: invalid-composition-unknown-section
InstanceOf: Composition
Usage: #example
* insert ClaimsProfile(ip-plan-composition)
* insert CompositionHash(0)
* insert PlanComposition
* section.title = "Mål"
* section.code.coding.system = Canonical(PlanSection)
* section.code.coding.code = #dreams
* insert SectionText

Instance: invalid-composition-section-without-title
InstanceOf: Composition
Usage: #example
* insert ClaimsProfile(ip-plan-composition)
* insert CompositionHash(0)
* insert PlanComposition
* section.code = PlanSection#goals
* insert SectionText

Instance: invalid-composition-section-without-code
InstanceOf: Composition
Usage: #example
* insert ClaimsProfile(ip-plan-composition)
* insert CompositionHash(0)
* insert PlanComposition
* section.title = "Mål"
* insert SectionText

Instance: invalid-composition-section-without-text
InstanceOf: Composition
Usage: #example
* insert ClaimsProfile(ip-plan-composition)
* insert CompositionHash(0)
* insert PlanComposition
* section.title = "Mål"
* section.code = PlanSection#goals
* section.entry = Reference(Goal/ingrid-goal)

RuleSet: SectionText
* section.text.status = #generated
* section.text.div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Gå til butikken uten følge</p></div>"
