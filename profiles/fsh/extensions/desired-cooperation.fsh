// Content i of the plan. The list may be empty but must be stated: `none` says so.
Extension: DesiredCooperation
Id: desired-cooperation
Title: "Necessary or desired cooperation"
Description: "With which other services, institutions and agencies cooperation is necessary or desired, or that it is with none."
* ^experimental = false
* insert ElementContext(0, CarePlan)
* extension 1..*
* extension contains
    necessary 0..* and
    desired 0..* and
    none 0..1 and
    note 0..1
* insert Cooperation(necessary, [[Cooperation that is necessary]])
* insert Cooperation(desired, [[Cooperation that is desired]])
* extension[none] ^short = "There is none"
* extension[none].value[x] 1..1
* extension[none].value[x] only boolean
* extension[none].valueBoolean = true
* extension[note] ^short = "What the cooperation is about, or why there is none"
* extension[note].value[x] 1..1
* extension[note].value[x] only string
* obeys ip-cooperation-none

RuleSet: Cooperation(slice, short)
* extension[{slice}] ^short = "{short}"
* extension[{slice}].value[x] 1..1
* extension[{slice}].value[x] only CodeableConcept or Reference(Organization or HealthcareService or PractitionerRole)
* extension[{slice}].valueCodeableConcept from RecipientSectorValueSet (extensible)
