// Texts in three languages and the legal reference of each: rules.json.
Invariant: ip-goal-stated
Severity: #warning
Description: "An active individual plan shall have at least one goal of the person."
Expression: "status = 'active' implies goal.exists()"

Invariant: ip-situation-stated
Severity: #warning
Description: "An active individual plan shall give an overview of both the resources and the needs of the person, or say that there is none yet."
Expression: "status = 'active' implies (description.exists() or (addresses.exists() and supportingInfo.exists()))"

Invariant: ip-team-stated
Severity: #warning
Description: "An active individual plan shall show who takes part in the work on it."
Expression: "status = 'active' implies careTeam.exists()"

Invariant: ip-measure-stated
Severity: #warning
Description: "An active individual plan shall give an overview of the measures."
Expression: "status = 'active' implies activity.exists()"

Invariant: ip-activity-performer
Severity: #warning
Description: "A measure under way shall show who contributes and is responsible."
Expression: "(status = 'scheduled' or status = 'in-progress') implies performer.exists()"

Invariant: ip-activity-extent
Severity: #warning
Description: "A measure under way shall have an extent."
Expression: "(status = 'scheduled' or status = 'in-progress') implies (scheduled.exists() or quantity.exists())"

Invariant: ip-activity-how
Severity: #warning
Description: "A measure under way shall say how it is carried out."
Expression: "(status = 'scheduled' or status = 'in-progress') implies description.exists()"

Invariant: ip-revision-stated
Severity: #warning
Description: "An active individual plan shall have a date for its next revision."
Expression: "status = 'active' implies extension('http://samplan.no/fhir/StructureDefinition/next-revision').exists()"

Invariant: ip-cooperation-stated
Severity: #warning
Description: "An active individual plan shall state which cooperation with others is necessary or desired, or that there is none."
Expression: "status = 'active' implies extension('http://samplan.no/fhir/StructureDefinition/desired-cooperation').exists()"

Invariant: ip-cooperation-none
Severity: #error
Description: "The plan says both that there is no desired cooperation, and which."
Expression: "extension('none').exists() implies (extension('necessary').exists() or extension('desired').exists()).not()"
