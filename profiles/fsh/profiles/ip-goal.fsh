Profile: IpGoal
Parent: Goal
Id: ip-goal
Title: "Goal in an individual plan"
Description: "A goal of the person in the plan."
* ^experimental = false
* extension contains PartOwner named partOwner 0..1
* subject only Reference(Patient)
