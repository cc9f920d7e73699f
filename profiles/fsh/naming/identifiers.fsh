// The preferred identifier is the OID, written in FHIR as urn:oid:<OID>, as in no-basis.
RuleSet: NationalIdentifier(oid, uri)
* status = #active
* kind = #identifier
* date = "2026-11-22"
* jurisdiction = urn:iso:std:iso:3166#NO "Norway"
* uniqueId[0].type = #oid
* uniqueId[0].value = "{oid}"
* uniqueId[0].preferred = true
* uniqueId[1].type = #uri
* uniqueId[1].value = "{uri}"
* uniqueId[1].preferred = false

Instance: fnr
InstanceOf: NamingSystem
Usage: #definition
* name = "FNR"
* responsible = "Skatteetaten"
* description = "Fødselsnummer: national identity number"
* insert NationalIdentifier(2.16.578.1.12.4.1.4.1, http://hl7.no/fhir/NamingSystem/FNR)

Instance: dnr
InstanceOf: NamingSystem
Usage: #definition
* name = "DNR"
* responsible = "Skatteetaten"
* description = "D-nummer: identity number of persons without fødselsnummer"
* insert NationalIdentifier(2.16.578.1.12.4.1.4.2, http://hl7.no/fhir/NamingSystem/DNR)

Instance: fhn
InstanceOf: NamingSystem
Usage: #definition
* name = "FHN"
* responsible = "Norsk helsenett"
* description = "Felles hjelpenummer: used when neither fødselsnummer nor D-nummer is known"
* insert NationalIdentifier(2.16.578.1.12.4.1.4.3, http://hl7.no/fhir/NamingSystem/FHNR)

Instance: hpr
InstanceOf: NamingSystem
Usage: #definition
* name = "HPR"
* responsible = "Helsedirektoratet"
* description = "HPR-nummer: number in the register of health personnel"
* insert NationalIdentifier(2.16.578.1.12.4.1.4.4, http://hl7.no/fhir/NamingSystem/HPR)

Instance: enh
InstanceOf: NamingSystem
Usage: #definition
* name = "ENH"
* responsible = "Brønnøysundregistrene"
* description = "Organisasjonsnummer: number in the register of legal entities"
* insert NationalIdentifier(2.16.578.1.12.4.1.4.101, http://data.brreg.no/begrep/28155)

Instance: resh
InstanceOf: NamingSystem
Usage: #definition
* name = "RESH"
* responsible = "Norsk helsenett"
* description = "RESH-id: unit in the register of units in the specialist health service"
* insert NationalIdentifier(2.16.578.1.12.4.1.4.102, http://hl7.no/fhir/NamingSystem/RESHid)
