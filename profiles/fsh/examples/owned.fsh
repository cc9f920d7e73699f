// Who owns a part, by organization number: Fjordvik kommune, or Helse Fjordvik HF.
RuleSet: OwnedByFjordvik
* extension[partOwner].valueReference.type = "Organization"
* extension[partOwner].valueReference.identifier.system = $enh
* extension[partOwner].valueReference.identifier.value = "310601012"

RuleSet: OwnedByTrust
* extension[partOwner].valueReference.type = "Organization"
* extension[partOwner].valueReference.identifier.system = $enh
* extension[partOwner].valueReference.identifier.value = "310602019"

// For invalid examples: a part has one owner.
RuleSet: TwoOwners
* extension[0].url = Canonical(PartOwner)
* extension[0].valueReference.identifier.system = $enh
* extension[0].valueReference.identifier.value = "310601012"
* extension[1].url = Canonical(PartOwner)
* extension[1].valueReference.identifier.system = $enh
* extension[1].valueReference.identifier.value = "310602019"

RuleSet: TwoOwnersOf(element)
* {element}.extension[0].url = Canonical(PartOwner)
* {element}.extension[0].valueReference.identifier.system = $enh
* {element}.extension[0].valueReference.identifier.value = "310601012"
* {element}.extension[1].url = Canonical(PartOwner)
* {element}.extension[1].valueReference.identifier.system = $enh
* {element}.extension[1].valueReference.identifier.value = "310602019"
