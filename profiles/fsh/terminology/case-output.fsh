CodeSystem: CaseOutput
Id: case-output
Title: "Output of a case"
Description: "What an output of a case (Task.output.type) tells."
* ^caseSensitive = true
* ^experimental = false
* #complaint-body "Complaint body" "Who decides a complaint about a refusal."
* #complaint-body insert Norwegian([[klageinstans]], [[klageinstans]])
* #complaint-address "Address of the complaint body" "Where the complaint body is reached."
* #complaint-address insert Norwegian([[adresse til klageinstansen]], [[adresse til klageinstansen]])
* #complaint-deadline "Complaint deadline" "The last day to complain, in Norwegian time, counted from the answer. Who is told later has it from then."
* #complaint-deadline insert Norwegian([[klagefrist]], [[klagefrist]])
* #complaint-basis "Basis of the complaint" "The section of law that gives the deadline."
* #complaint-basis insert Norwegian([[klagegrunnlag]], [[klagegrunnlag]])
