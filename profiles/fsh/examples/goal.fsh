Instance: ingrid-goal
InstanceOf: IpGoal
Usage: #example
* insert OwnedByFjordvik
* lifecycleStatus = #active
* category[lifeArea] = LifeArea#mobility
* description.text = "Gå til butikken uten følge"
* subject = Reference(Patient/ingrid)
* expressedBy = Reference(Patient/ingrid)

Instance: ingrid-reading
InstanceOf: IpGoal
Usage: #example
Title: "A goal with the sender's own category"
* lifecycleStatus = #proposed
* category.text = "Språk"
* description.text = "Lese høyt for barnebarna"
* subject = Reference(Patient/ingrid)

Instance: invalid-goal-of-organization
InstanceOf: Goal
Usage: #example
* insert ClaimsProfile(ip-goal)
* lifecycleStatus = #active
* description.text = "Flere plasser på rehabilitering"
* subject = Reference(Organization/fjordvik)

Instance: invalid-goal-unknown-life-area
InstanceOf: Goal
Usage: #example
* insert ClaimsProfile(ip-goal)
* lifecycleStatus = #active
* description.text = "Flere plasser på rehabilitering"
* subject = Reference(Patient/ingrid)
* category.coding.system = Canonical(LifeArea)
* category.coding.code = #fortune

Instance: invalid-goal-two-owners
InstanceOf: Goal
Usage: #example
* insert ClaimsProfile(ip-goal)
* lifecycleStatus = #active
* description.text = "Flere plasser på rehabilitering"
* subject = Reference(Patient/ingrid)
* insert TwoOwners
