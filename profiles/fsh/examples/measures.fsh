Instance: ingrid-measure
InstanceOf: IpMeasure
Usage: #example
Title: "What, how, how often, by whom, and what the person and her husband do"
* insert OwnedByFjordvik
* basedOn = Reference(CarePlan/ingrid-plan)
* status = #active
* intent = #plan
* category[kind] = ServiceRequestKind#measure
* code.text = "Ergoterapi hjemme: kjøkken og bad"
* subject = Reference(Patient/ingrid)
* occurrenceTiming.repeat.frequency = 1
* occurrenceTiming.repeat.period = 1
* occurrenceTiming.repeat.periodUnit = #wk
* performer[0] = Reference(PractitionerRole/eirik-post)
* performer[1] = Reference(Patient/ingrid)
* performer[2] = Reference(RelatedPerson/arvid)
* note.text = "Øve på å lage middag med én hånd. Arvid handler."

Instance: ole-measure
InstanceOf: IpMeasure
Usage: #example
Title: "An extent as a quantity; carried out as the person was told"
* status = #active
* intent = #plan
* code.text = "Samtaler med koordinator"
* quantityQuantity.value = 1
* quantityQuantity.unit = "time i uken"
* subject = Reference(Patient/ole)
* performer = Reference(Practitioner/kari)
* patientInstruction = "Vi går tur mens vi snakker."

Instance: emil-measure
InstanceOf: IpMeasure
Usage: #example
Title: "A proposed measure may be incomplete"
* status = #draft
* intent = #proposal
* subject = Reference(Patient/emil)

Instance: nils-need-report
InstanceOf: IpNeedReport
Usage: #example
Title: "The trust tells the municipality that a plan is needed (hpl § 38 a)"
* insert OwnedByTrust
* status = #active
* intent = #proposal
* category[report] = ServiceRequestKind#need-report
* code = ServiceRequestKind#need-report
* subject = Reference(Patient/nils)
* authoredOn = "2026-11-18T13:05:00+01:00"
* requester = Reference(Organization/trust-rehabilitation)
* performer = Reference(Organization/fjordvik-coordinating-unit)
* reasonCode.text = "Trenger samordning av bolig, arbeid og behandling"

Instance: ingrid-task
InstanceOf: IpMeasureTask
Usage: #example
* insert OwnedByFjordvik
* basedOn = Reference(ServiceRequest/ingrid-measure)
* status = #in-progress
* intent = #order
* description = "Søke om rekkverk ved trappen"
* for = Reference(Patient/ingrid)
* owner = Reference(RelatedPerson/arvid)

Instance: ingrid-task-open
InstanceOf: IpMeasureTask
Usage: #example
Title: "Not taken on by anyone yet"
* status = #requested
* intent = #proposal
* description = "Kjøre til øvingene når Arvid er bortreist"
* for = Reference(Patient/ingrid)

Instance: ingrid-conflict
InstanceOf: IpConflict
Usage: #example
Title: "Two sides rewrote the same goal"
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)
* authoredOn = "2026-11-22T10:00:00.000Z"
* owner = Reference(PractitionerRole/kari-post)
* input[element].valueString = "Goal.description.text"
* input[path].valueString = "description.text"
* input[partner].valueString = "Helse Fjordvik HF"
* insert Quoted(base, [[IkfDpSB0aWwgYnV0aWtrZW4i]])
* insert Quoted(ours, [[IkfDpSB0aWwgYnV0aWtrZW4gdXRlbiBmw7hsZ2Ui]])
* insert Quoted(theirs, [[IkfDpSB0aWwgYnV0aWtrZW4gbWVkIHJ1bGxhdG9yIg==]])

Instance: arne-proposal
InstanceOf: IpConflict
Usage: #example
Title: "A proposal to end a plan that the trust has deleted"
* status = #requested
* intent = #order
* code = ConflictKind#proposal
* focus = Reference(CarePlan/ingrid-plan)
* for = Reference(Patient/ingrid)
* authoredOn = "2026-11-22T10:00:00.000Z"
* owner = Reference(PractitionerRole/kari-post)
* input[element].valueString = "CarePlan.status"
* input[path].valueString = "status"
* input[partner].valueString = "Helse Fjordvik HF"
* insert Quoted(base, [[ImFjdGl2ZSI=]])
* insert Quoted(ours, [[ImFjdGl2ZSI=]])
* insert Quoted(theirs, [[InJldm9rZWQi]])
* input[deleted].valueBoolean = true

RuleSet: Quoted(code, data)
* input[{code}].valueAttachment.contentType = #application/fhir+json
* input[{code}].valueAttachment.data = "{data}"

Instance: invalid-measure-for-group
InstanceOf: ServiceRequest
Usage: #example
* insert ClaimsProfile(ip-measure)
* status = #active
* intent = #plan
* subject = Reference(Group/everyone)
* code.text = "Gangtrening"
* occurrencePeriod.start = "2026-11-02"
* performer = Reference(PractitionerRole/eirik-post)
* note.text = "Først rundt kvartalet"

Instance: invalid-measure-unknown-kind
InstanceOf: ServiceRequest
Usage: #example
* insert ClaimsProfile(ip-measure)
* status = #active
* intent = #plan
* subject = Reference(Patient/ingrid)
* code.text = "Gangtrening"
* occurrencePeriod.start = "2026-11-02"
* performer = Reference(PractitionerRole/eirik-post)
* note.text = "Først rundt kvartalet"
* category.coding.system = Canonical(ServiceRequestKind)
* category.coding.code = #referral

Instance: invalid-measure-two-owners
InstanceOf: ServiceRequest
Usage: #example
* insert ClaimsProfile(ip-measure)
* status = #active
* intent = #plan
* subject = Reference(Patient/ingrid)
* code.text = "Gangtrening"
* occurrencePeriod.start = "2026-11-02"
* performer = Reference(PractitionerRole/eirik-post)
* note.text = "Først rundt kvartalet"
* insert TwoOwners

Instance: invalid-measure-without-what
InstanceOf: ServiceRequest
Usage: #example
* insert ClaimsProfile(ip-measure)
* status = #active
* intent = #plan
* subject = Reference(Patient/ingrid)
* occurrencePeriod.start = "2026-11-02"
* performer = Reference(PractitionerRole/eirik-post)
* note.text = "Først rundt kvartalet"

Instance: invalid-measure-without-responsible
InstanceOf: ServiceRequest
Usage: #example
* insert ClaimsProfile(ip-measure)
* status = #active
* intent = #plan
* subject = Reference(Patient/ingrid)
* code.text = "Gangtrening"
* occurrencePeriod.start = "2026-11-02"
* note.text = "Først rundt kvartalet"

Instance: invalid-measure-without-extent
InstanceOf: ServiceRequest
Usage: #example
* insert ClaimsProfile(ip-measure)
* status = #active
* intent = #plan
* subject = Reference(Patient/ingrid)
* code.text = "Gangtrening"
* performer = Reference(PractitionerRole/eirik-post)
* note.text = "Først rundt kvartalet"

Instance: invalid-measure-without-how
InstanceOf: ServiceRequest
Usage: #example
* insert ClaimsProfile(ip-measure)
* status = #active
* intent = #plan
* subject = Reference(Patient/ingrid)
* code.text = "Gangtrening"
* occurrencePeriod.start = "2026-11-02"
* performer = Reference(PractitionerRole/eirik-post)

Instance: invalid-need-report-twice
InstanceOf: ServiceRequest
Usage: #example
* insert ClaimsProfile(ip-need-report)
* status = #active
* intent = #proposal
* category[0] = ServiceRequestKind#need-report
* category[1] = ServiceRequestKind#need-report
* subject = Reference(Patient/ingrid)
* requester = Reference(Organization/trust)
* performer = Reference(Organization/fjordvik-coordinating-unit)

Instance: invalid-need-report-for-group
InstanceOf: ServiceRequest
Usage: #example
* insert ClaimsProfile(ip-need-report)
* status = #active
* intent = #proposal
* category = ServiceRequestKind#need-report
* subject = Reference(Group/everyone)
* requester = Reference(Organization/trust)
* performer = Reference(Organization/fjordvik-coordinating-unit)

Instance: invalid-need-report-two-owners
InstanceOf: ServiceRequest
Usage: #example
* insert ClaimsProfile(ip-need-report)
* status = #active
* intent = #proposal
* category = ServiceRequestKind#need-report
* subject = Reference(Patient/ingrid)
* requester = Reference(Organization/trust)
* performer = Reference(Organization/fjordvik-coordinating-unit)
* insert TwoOwners

Instance: invalid-need-report-to-nobody
InstanceOf: ServiceRequest
Usage: #example
* insert ClaimsProfile(ip-need-report)
* status = #active
* intent = #proposal
* category = ServiceRequestKind#need-report
* subject = Reference(Patient/ingrid)
* requester = Reference(Organization/trust)

Instance: invalid-need-report-from-nobody
InstanceOf: ServiceRequest
Usage: #example
* insert ClaimsProfile(ip-need-report)
* status = #active
* intent = #proposal
* category = ServiceRequestKind#need-report
* subject = Reference(Patient/ingrid)
* performer = Reference(Organization/fjordvik-coordinating-unit)

Instance: invalid-task-for-nobody
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-measure-task)
* status = #requested
* intent = #order

Instance: invalid-task-for-group
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-measure-task)
* status = #requested
* intent = #order
* for = Reference(Group/everyone)

Instance: invalid-task-two-owners
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-measure-task)
* status = #requested
* intent = #order
* for = Reference(Patient/ingrid)
* insert TwoOwners

Instance: invalid-task-without-responsible
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-measure-task)
* status = #in-progress
* intent = #order
* for = Reference(Patient/ingrid)

Instance: invalid-conflict-without-code
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)

Instance: invalid-conflict-other-code
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ServiceRequestKind#measure
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)

Instance: invalid-conflict-about-nothing
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* for = Reference(Patient/ingrid)

Instance: invalid-conflict-for-nobody
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* focus = Reference(Goal/ingrid-goal)

Instance: invalid-conflict-for-group
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Group/everyone)

Instance: invalid-conflict-element-as-code
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)
* input.type = ConflictInput#element
* input.valueCode = #x

Instance: invalid-conflict-element-twice
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)
* input[0].type = ConflictInput#element
* input[0].valueString = "x"
* input[1].type = ConflictInput#element
* input[1].valueString = "y"

Instance: invalid-conflict-path-as-code
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)
* input.type = ConflictInput#path
* input.valueCode = #x

Instance: invalid-conflict-path-twice
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)
* input[0].type = ConflictInput#path
* input[0].valueString = "x"
* input[1].type = ConflictInput#path
* input[1].valueString = "y"

Instance: invalid-conflict-partner-as-code
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)
* input.type = ConflictInput#partner
* input.valueCode = #x

Instance: invalid-conflict-partner-twice
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)
* input[0].type = ConflictInput#partner
* input[0].valueString = "x"
* input[1].type = ConflictInput#partner
* input[1].valueString = "y"

Instance: invalid-conflict-base-as-text
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)
* input.type = ConflictInput#base
* input.valueString = "x"

Instance: invalid-conflict-base-twice
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)
* input[0].type = ConflictInput#base
* input[0].valueAttachment.title = "x"
* input[1].type = ConflictInput#base
* input[1].valueAttachment.title = "y"

Instance: invalid-conflict-ours-as-text
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)
* input.type = ConflictInput#ours
* input.valueString = "x"

Instance: invalid-conflict-ours-twice
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)
* input[0].type = ConflictInput#ours
* input[0].valueAttachment.title = "x"
* input[1].type = ConflictInput#ours
* input[1].valueAttachment.title = "y"

Instance: invalid-conflict-theirs-as-text
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)
* input.type = ConflictInput#theirs
* input.valueString = "x"

Instance: invalid-conflict-theirs-twice
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#conflict
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)
* input[0].type = ConflictInput#theirs
* input[0].valueAttachment.title = "x"
* input[1].type = ConflictInput#theirs
* input[1].valueAttachment.title = "y"

Instance: invalid-conflict-deleted-as-text
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#proposal
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)
* input.type = ConflictInput#deleted
* input.valueString = "x"

Instance: invalid-conflict-deleted-twice
InstanceOf: Task
Usage: #example
* insert ClaimsProfile(ip-conflict)
* status = #requested
* intent = #order
* code = ConflictKind#proposal
* focus = Reference(Goal/ingrid-goal)
* for = Reference(Patient/ingrid)
* input[0].type = ConflictInput#deleted
* input[0].valueBoolean = true
* input[1].type = ConflictInput#deleted
* input[1].valueBoolean = false
