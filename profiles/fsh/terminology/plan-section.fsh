CodeSystem: PlanSection
Id: plan-section
Title: "Section of a plan document"
Description: "What a section of the plan as a document is about: the contents a to i of the regulation, papers, and the right to complain."
* ^caseSensitive = true
* ^experimental = false
* #goals "Goals, resources and needs" "Contents a: the person's goals in her own words first, resources and needs."
* #goals insert Norwegian([[Mål, ressurser og behov]], [[Mål, ressursar og behov]])
* #participants "Who takes part" "Contents b: who takes part in the work with the plan."
* #participants insert Norwegian([[Hvem som deltar]], [[Kven som deltek]])
* #coordinator "Coordinator" "Contents c: who coordinates, and how to reach her."
* #coordinator insert Norwegian([[Koordinator]], [[Koordinator]])
* #contributions "What each contributes" "Contents d: what the person, those close to her and the services contribute."
* #contributions insert Norwegian([[Hva hver enkelt bidrar med]], [[Kva kvar enkelt bidreg med]])
* #measures "Measures, extent and responsibility" "Contents e: which measures, their extent and who is responsible."
* #measures insert Norwegian([[Tiltak, omfang og ansvar]], [[Tiltak, omfang og ansvar]])
* #how "How the measures are carried out" "Contents f: how the measures are carried out."
* #how insert Norwegian([[Hvordan tiltakene gjennomføres]], [[Korleis tiltaka blir gjennomførte]])
* #revisions "Period, meetings and revision" "Contents g: the period, the meetings and when the plan is revised."
* #revisions insert Norwegian([[Planperiode, møter og revisjon]], [[Planperiode, møte og revisjon]])
* #consents "Consents" "Contents h: that the plan is made, and who may see what of it."
* #consents insert Norwegian([[Samtykker]], [[Samtykke]])
* #cooperation "Necessary or desired cooperation" "Contents i: cooperation with other services that is necessary or desired, and sub-plans."
* #cooperation insert Norwegian([[Samarbeid som er nødvendig eller ønsket]], [[Samarbeid som er nødvendig eller ønskt]])
* #papers "Minutes and documents" "Minutes and documents."
* #papers insert Norwegian([[Referater og dokumenter]], [[Referat og dokument]])
* #complaint "Right to complain" "To whom one complains, and for how long."
* #complaint insert Norwegian([[Rett til å klage]], [[Rett til å klage]])

ValueSet: PlanSectionValueSet
Id: plan-section
Title: "Sections of a plan document"
Description: "What sections of the plan as a document are about."
* ^experimental = false
* include codes from system PlanSection
