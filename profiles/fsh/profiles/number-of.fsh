// As in no-basis: a slice for each national identifier system, with a value.
RuleSet: NumberSlicing
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open

RuleSet: NumberOf(slice, system)
* identifier[{slice}].system 1..1
* identifier[{slice}].system = {system} (exactly)
* identifier[{slice}].value 1..1
