Profile: IpPatient
Parent: Patient
Id: ip-patient
Title: "Person with an individual plan"
Description: "The person, known by fødselsnummer, D-nummer or felles hjelpenummer. Any no-basis Patient fits."
* ^experimental = false
* insert NumberSlicing
* identifier contains
    FNR 0..* and
    DNR 0..* and
    FHN 0..*
* insert NumberOf(FNR, $fnr)
* insert NumberOf(DNR, $dnr)
* insert NumberOf(FHN, $fhn)
* identifier[FNR] obeys ip-identity-number
* identifier[DNR] obeys ip-identity-number
