Profile: IpGoal
Parent: Goal
Id: ip-goal
Title: "Goal in an individual plan"
Description: "A goal of the person in the plan."
* ^experimental = false
* insert PartOwned
* insert KindSlice(category, lifeArea, LifeArea, LifeAreaValueSet)
* subject only Reference(Patient)
* expressedBy MS
