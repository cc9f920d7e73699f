Profile: IpPatient
Parent: Patient
Id: ip-patient
Title: "Person with an individual plan"
Description: "The person, known by fødselsnummer, D-nummer or felles hjelpenummer. Any no-basis Patient fits."
* ^experimental = false
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier contains
    FNR 0..* and
    DNR 0..* and
    FHN 0..*
* insert NumberOf(FNR, $fnr)
* insert NumberOf(DNR, $dnr)
* insert NumberOf(FHN, $fhn)

RuleSet: NumberOf(slice, system)
* identifier[{slice}].system 1..1
* identifier[{slice}].system = {system} (exactly)
* identifier[{slice}].value 1..1
