Profile: IpConflict
Parent: Task
Id: ip-conflict
Title: "Conflict"
Description: "Something that a person must decide: two sides differ on an element, there may be two plans, or someone proposes to end what another owns. Made by Samplan; decided with $resolve-conflict."
* ^experimental = false
* code 1..1
* code from ConflictKindValueSet (required)
* focus 1..1
* for 1..1
* for only Reference(Patient)
* insert PatternSlicing2(input, type)
* input contains
    element 0..1 and
    path 0..1 and
    partner 0..1 and
    base 0..1 and
    ours 0..1 and
    theirs 0..1 and
    deleted 0..1
* insert ConflictText(element)
* insert ConflictText(path)
* insert ConflictText(partner)
* insert ConflictValue(base)
* insert ConflictValue(ours)
* insert ConflictValue(theirs)
* input[deleted].type = ConflictInput#deleted
* input[deleted].value[x] only boolean

RuleSet: ConflictText(code)
* input[{code}].type = ConflictInput#{code}
* input[{code}].value[x] only string

RuleSet: ConflictValue(code)
* input[{code}].type = ConflictInput#{code}
* input[{code}].value[x] only Attachment

RuleSet: PatternSlicing2(path, discriminator)
* {path} ^slicing.discriminator.type = #pattern
* {path} ^slicing.discriminator.path = "{discriminator}"
* {path} ^slicing.rules = #open
