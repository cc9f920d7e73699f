// Accepted where others send them; nothing is keyed on them.
Instance: her
InstanceOf: NamingSystem
Usage: #definition
* name = "HER"
* responsible = "Norsk helsenett"
* description = "HER-id: address in message-based exchange. It does not identify an organization or a practitioner in FHIR"
* insert NationalIdentifier(2.16.578.1.12.4.1.2, http://hl7.no/fhir/NamingSystem/HERid)

Instance: duf
InstanceOf: NamingSystem
Usage: #definition
* name = "DUF"
* responsible = "Utlendingsdirektoratet"
* description = "DUF-nummer: number of persons in the immigration authorities' register"
* insert NationalIdentifier(2.16.578.1.12.4.1.4.5, http://hl7.no/fhir/NamingSystem/DUFN)
