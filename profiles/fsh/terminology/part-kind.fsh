CodeSystem: PartKind
Id: part-kind
Title: "Kind of part"
Description: "The kinds of parts of a plan record that a consent (Consent.provision.class) and policy decide about."
* ^caseSensitive = true
* ^experimental = false
* #person "Person" "The person the plan is for."
* #person insert Norwegian([[personen]], [[personen]])
* #team "Team" "The individual plan team."
* #team insert Norwegian([[ansvarsgruppe]], [[ansvarsgruppe]])
* #relative "Relative" "Someone close to the person."
* #relative insert Norwegian([[pårørende]], [[pårørande]])
* #plan "Plan" "The own fields of the individual plan."
* #plan insert Norwegian([[individuell plan]], [[individuell plan]])
* #sub-plan "Sub-plan" "A plan that is part of the individual plan."
* #sub-plan insert Norwegian([[delplan]], [[delplan]])
* #goal "Goal" "A goal of the person."
* #goal insert Norwegian([[mål]], [[mål]])
* #measure "Measure" "What is done, to what extent and by whom."
* #measure insert Norwegian([[tiltak]], [[tiltak]])
* #need "Need or resource" "A need or a resource of the person."
* #need insert Norwegian([[behov eller ressurs]], [[behov eller ressurs]])
* #need-report "Need report" "A report that a plan or a coordinator is needed."
* #need-report insert Norwegian([[melding om behov]], [[melding om behov]])
* #meeting "Meeting" "A meeting, planned or held."
* #meeting insert Norwegian([[møte]], [[møte]])
* #minutes "Minutes" "Minutes of a meeting."
* #minutes insert Norwegian([[referat]], [[referat]])
* #document "Document" "A document."
* #document insert Norwegian([[dokument]], [[dokument]])
* #consent "Consent" "A consent or an opposition, and what it was signed on."
* #consent insert Norwegian([[samtykke]], [[samtykke]])
* #notice "Notice" "A notice that a consent was withdrawn, to whom it was about."
* #notice insert Norwegian([[melding om tilbaketrekning]], [[melding om tilbaketrekking]])
* #conflict "Conflict" "A conflict that waits for a decision."
* #conflict insert Norwegian([[konflikt]], [[konflikt]])

ValueSet: PartKindValueSet
Id: part-kind
Title: "Kinds of parts"
Description: "The kinds of parts of a plan record."
* ^experimental = false
* include codes from system PartKind
