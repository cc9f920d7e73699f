// Read by PlanDefinition/[id]/$apply (src/definition): goals become proposed goals, actions become draft measures. What the plan's
// people write takes the place of these words.
Instance: individual-plan
InstanceOf: PlanDefinition
Usage: #definition
* url = "http://samplan.no/fhir/PlanDefinition/individual-plan"
* version = "0.1.0"
* name = "IndividualPlan"
* title = "Individuell plan"
* language = #nb
* status = #draft
* experimental = false
* type = http://terminology.hl7.org/CodeSystem/plan-definition-type#workflow-definition
* description = "A draft of an individual plan for an adult: what matters to her, and what is done in any plan to find it out, to begin, and to see that it goes on."
* insert TemplateGoal(0, what-matters, daily-living, [[Det som er viktig for meg i hverdagen]])
* insert TemplateGoal(1, health, health, [[Det jeg vil med helsen min]])
* insert TemplateGoal(2, activity, work, [[Det jeg vil med arbeid og aktivitet]])
* insert TemplateGoal(3, network, family, [[Det jeg vil med familie, venner og fritid]])
* insert MapNeeds(0)
* action[0].goalId = "what-matters"
* insert StartMeeting(1)
* insert FollowUp(2, responsible-coordinator)

Instance: individual-plan-child
InstanceOf: PlanDefinition
Usage: #definition
* url = "http://samplan.no/fhir/PlanDefinition/individual-plan-child"
* version = "0.1.0"
* name = "IndividualPlanForChild"
* title = "Individuell plan for barn med barnekoordinator"
* language = #nb
* status = #draft
* experimental = false
* type = http://terminology.hl7.org/CodeSystem/plan-definition-type#workflow-definition
* description = "A draft of an individual plan for a child whose family has a child coordinator (pbrl § 2-5 c): what matters to the child and the family, and what is done to coordinate what they are offered."
* insert TemplateGoal(0, what-matters, daily-living, [[Det som er viktig for barnet i hverdagen]])
* insert TemplateGoal(1, school, education, [[Det barnet skal lære og være med på i barnehage eller skole]])
* insert TemplateGoal(2, leisure, leisure, [[Det barnet vil gjøre sammen med andre]])
* insert TemplateGoal(3, family, family, [[Det familien trenger for å få hverdagen til å gå]])
* insert MapNeeds(0)
* action[0].goalId[0] = "what-matters"
* action[0].goalId[1] = "family"
* action[0].participant[2].type = #related-person
* insert StartMeeting(1)
* action[1].participant[2].type = #related-person
* action[2].title = "Samordne tilbudet til barnet og familien"
* action[2].description = "Barnekoordinatoren har oversikt over hvem som gir hva, og sørger for at familien får informasjon og slipper å samordne selv."
* action[2].goalId = "family"
* action[2].participant.type = #practitioner
* action[2].participant.role = ParticipantRole#child-coordinator
* action[3].title = "Samarbeide med barnehage eller skole"
* action[3].description = "Avtale hvem som gjør hva i barnehagen eller på skolen, og hvordan planen henger sammen med opplæringen."
* action[3].goalId = "school"
* action[3].participant.type = #practitioner
* action[3].participant.role = ParticipantRole#child-coordinator
* insert FollowUp(4, child-coordinator)

RuleSet: TemplateGoal(index, id, area, text)
* goal[{index}].id = "{id}"
* goal[{index}].category = LifeArea#{area}
* goal[{index}].description.text = "{text}"

RuleSet: MapNeeds(index)
* action[{index}].title = "Kartlegge ressurser og behov"
* action[{index}].description = "Samtale om hva personen kan, vil og trenger. Pårørende er med hvis personen ønsker det."
* action[{index}].timingDuration = 1 'mo'
* action[{index}].participant[0].type = #patient
* action[{index}].participant[1].type = #practitioner

RuleSet: StartMeeting(index)
* action[{index}].title = "Oppstartsmøte i ansvarsgruppen"
* action[{index}].description = "Bli enige om mål, hvem som gjør hva, og hvem som skal få se planen."
* action[{index}].timingDuration = 2 'mo'
* action[{index}].participant[0].type = #patient
* action[{index}].participant[1].type = #practitioner

RuleSet: FollowUp(index, role)
* action[{index}].title = "Følge opp og revidere planen"
* action[{index}].description = "Gå gjennom mål og tiltak sammen, og skrive om det som ikke passer lenger."
* action[{index}].timingTiming.repeat.frequency = 1
* action[{index}].timingTiming.repeat.period = 6
* action[{index}].timingTiming.repeat.periodUnit = #mo
* action[{index}].participant[0].type = #patient
* action[{index}].participant[1].type = #practitioner
* action[{index}].participant[1].role = ParticipantRole#{role}
