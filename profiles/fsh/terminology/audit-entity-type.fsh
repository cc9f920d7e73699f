CodeSystem: AuditEntityType
Id: audit-entity-type
Title: "Audit entity type"
Description: "What an entity of an AuditEvent is that R4 and IHE BALP have no code for (AuditEvent.entity.type)."
* ^caseSensitive = true
* ^experimental = false
* #delivery "Delivery" "What ties the intent of a delivery to its outcome."
* #delivery insert Norwegian([[levering]], [[levering]])
* #review "Review" "What was found of a reading in an emergency."
* #review insert Norwegian([[etterkontroll]], [[etterkontroll]])
