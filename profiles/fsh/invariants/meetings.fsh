Invariant: ip-meeting-person
Severity: #warning
Description: "The person shall be invited to a meeting about the plan."
Expression: "(status = 'pending' or status = 'booked') implies participant.actor.where(type = 'Patient' or reference.contains('Patient/')).exists()"

Invariant: ip-meeting-present
Severity: #warning
Description: "A meeting that was held shall show who was there."
Expression: "status = 'finished' implies participant.exists()"

Invariant: ip-minutes-author
Severity: #warning
Description: "Minutes shall show who wrote them."
Expression: "status = 'completed' implies sender.exists()"
