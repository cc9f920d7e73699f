// All invented. The numbers are synthetic: 80 is added to the month.
Instance: ingrid
InstanceOf: IpPatient
Usage: #example
* identifier[FNR].value = "14836830068"
* name.family = "Nesbakk"
* name.given = "Ingrid"
* gender = #female
* birthDate = "1968-03-14"

Instance: ole
InstanceOf: IpPatient
Usage: #example
* identifier[FNR].value = "02897410179"
* name.family = "Strandheim"
* name.given = "Ole"
* gender = #male
* birthDate = "1974-09-02"

Instance: emil
InstanceOf: IpPatient
Usage: #example
* identifier[FNR].value = "21850750138"
* name.family = "Kvitholm"
* name.given = "Emil"
* gender = #male
* birthDate = "2007-05-21"

Instance: amina
InstanceOf: IpPatient
Usage: #example
* identifier[FNR].value = "09841850804"
* name.family = "Yusuf"
* name.given = "Amina"
* gender = #female
* birthDate = "2018-04-09"

Instance: nils
InstanceOf: Patient
Usage: #example
Title: "D-nummer kept as old beside the fødselsnummer, and a number of the sender's own"
* insert ClaimsProfile(ip-patient)
* identifier[0].use = #official
* identifier[0].system = $fnr
* identifier[0].value = "08879511136"
* identifier[1].use = #old
* identifier[1].system = $dnr
* identifier[1].value = "48879511391"
* identifier[2].system = "http://fjordvik.example/person"
* identifier[2].value = "L-204"
* name.family = "Fjellbu"
* name.given = "Nils"
* gender = #male
* birthDate = "1995-07-08"

Instance: unknown-person
InstanceOf: IpPatient
Usage: #example
Title: "Somebody whose number is not known yet: the hospital's felles hjelpenummer"
* identifier[FHN].value = "90123456789"
* name.text = "Ukjent"
* gender = #unknown

Instance: invalid-fnr-without-value
InstanceOf: Patient
Usage: #example
* insert ClaimsProfile(ip-patient)
* identifier.system = $fnr

Instance: invalid-dnr-without-value
InstanceOf: Patient
Usage: #example
* insert ClaimsProfile(ip-patient)
* identifier.system = $dnr

Instance: invalid-fhn-without-value
InstanceOf: Patient
Usage: #example
* insert ClaimsProfile(ip-patient)
* identifier.system = $fhn

Instance: invalid-fnr-masked
InstanceOf: Patient
Usage: #example
* insert ClaimsProfile(ip-patient)
* identifier.system = $fnr
* identifier.value = "140368xxxxx"

Instance: invalid-dnr-masked
InstanceOf: Patient
Usage: #example
* insert ClaimsProfile(ip-patient)
* identifier.system = $dnr
* identifier.value = "140368xxxxx"
