Instance: ingrid-goal
InstanceOf: IpGoal
Usage: #example
* extension[partOwner].valueReference.identifier.system = $enh
* extension[partOwner].valueReference.identifier.value = "310601012"
* lifecycleStatus = #active
* description.text = "Gå til butikken uten følge"
* subject = Reference(Patient/ingrid)
* expressedBy = Reference(Patient/ingrid)

Instance: invalid-goal-of-organization
InstanceOf: Goal
Usage: #example
* insert ClaimsProfile(ip-goal)
* lifecycleStatus = #active
* description.text = "Flere plasser på rehabilitering"
* subject = Reference(Organization/fjordvik)
