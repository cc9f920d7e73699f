Invariant: ip-measure-what
Severity: #warning
Description: "An active measure shall say what is done."
Expression: "status = 'active' implies code.exists()"

Invariant: ip-measure-responsible
Severity: #warning
Description: "An active measure shall show who contributes and is responsible."
Expression: "status = 'active' implies (performer.exists() or performerType.exists())"

Invariant: ip-measure-extent
Severity: #warning
Description: "An active measure shall have an extent."
Expression: "status = 'active' implies (occurrence.exists() or quantity.exists())"

Invariant: ip-measure-how
Severity: #warning
Description: "An active measure shall say how it is carried out."
Expression: "status = 'active' implies (note.exists() or patientInstruction.exists())"

Invariant: ip-task-responsible
Severity: #warning
Description: "A task that is accepted or under way shall have someone responsible."
Expression: "(status = 'accepted' or status = 'in-progress') implies owner.exists()"

Invariant: ip-need-report-addressed
Severity: #warning
Description: "A need report shall go to the koordinerende enhet."
Expression: "status = 'active' implies performer.exists()"

Invariant: ip-need-report-sender
Severity: #warning
Description: "A need report shall show who reports."
Expression: "status = 'active' implies requester.exists()"
