Profile: IpPractitioner
Parent: Practitioner
Id: ip-practitioner
Title: "Practitioner"
Description: "Someone who works for one of those who take part, known by HPR-nummer when authorized health personnel. Any no-basis Practitioner fits."
* ^experimental = false
* insert NumberSlicing
* identifier contains
    HPR 0..* and
    FNR 0..* and
    DNR 0..*
* insert NumberOf(HPR, $hpr)
* insert NumberOf(FNR, $fnr)
* insert NumberOf(DNR, $dnr)
