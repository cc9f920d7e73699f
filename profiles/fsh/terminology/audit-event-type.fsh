CodeSystem: AuditEventType
Id: audit-event-type
Title: "Type of audit event"
Description: "Types of audit events (AuditEvent.type) that FHIR has no code for."
* ^caseSensitive = true
* ^experimental = false
* #exchange "Exchange" "Something between Samplan and a partner."
* #exchange insert Norwegian([[utveksling]], [[utveksling]])
