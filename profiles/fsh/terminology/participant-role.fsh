CodeSystem: ParticipantRole
Id: participant-role
Title: "Participant role"
Description: "What a member of the individual plan team is there as."
* ^caseSensitive = true
* ^experimental = false
* #responsible-coordinator "Responsible coordinator" "The one coordinator who answers for follow-up, coordination and progress at any time."
* #responsible-coordinator insert Norwegian([[ansvarlig koordinator]], [[ansvarleg koordinator]])
* #coordinator "Coordinator" "A coordinator who is not the responsible one, for example the health trust's when the municipality coordinates."
* #coordinator insert Norwegian([[koordinator]], [[koordinator]])
* #child-coordinator "Child coordinator" "The coordinator of a family that has or expects a child with serious illness, injury or disability."
* #child-coordinator insert Norwegian([[barnekoordinator]], [[barnekoordinator]])
* #contact-physician "Contact physician" "The physician in the specialist health service who is the person's contact."
* #contact-physician insert Norwegian([[kontaktlege]], [[kontaktlege]])
* #coordinating-unit "Coordinating unit" "The unit with overall responsibility for individual plans in a municipality or health trust."
* #coordinating-unit insert Norwegian([[koordinerende enhet]], [[koordinerande eining]])
* #general-practitioner "General practitioner" "The person's regular general practitioner."
* #general-practitioner insert Norwegian([[fastlege]], [[fastlege]])
* #next-of-kin "Next of kin" "The person's next of kin."
* #next-of-kin insert Norwegian([[pårørende]], [[pårørande]])
* #guardian "Guardian" "The person's legal guardian."
* #guardian insert Norwegian([[verge]], [[verje]])
* #school "School" "The person's school or kindergarten."
* #school insert Norwegian([[skole]], [[skule]])
* #nav "NAV" "The Labour and Welfare Administration."
* #nav insert Norwegian([[NAV]], [[NAV]])
* #child-welfare "Child welfare" "The child welfare service."
* #child-welfare insert Norwegian([[barnevern]], [[barnevern]])
* #the-person "The person" "The person the plan is for."
* #the-person insert Norwegian([[personen selv]], [[personen sjølv]])
* #municipal-service "Municipal service" "Another municipal service."
* #municipal-service insert Norwegian([[kommunal tjeneste]], [[kommunal teneste]])
* #specialist-service "Specialist service" "Another service in the specialist health service."
* #specialist-service insert Norwegian([[spesialisthelsetjeneste]], [[spesialisthelseteneste]])

ValueSet: ParticipantRoleValueSet
Id: participant-role
Title: "Participant roles"
Description: "The roles of members of an individual plan team."
* ^experimental = false
* include codes from system ParticipantRole
