Instance: arvid
InstanceOf: IpRelatedPerson
Usage: #example
Title: "Ingrid's husband"
* insert OwnedByFjordvik
* active = true
* identifier[FNR].value = "11866600777"
* patient = Reference(Patient/ingrid)
* relationship = $family-relation#ektefelleEllerPartner
* name.family = "Nesbakk"
* name.given = "Arvid"
* birthDate = "1966-06-11"

Instance: leila
InstanceOf: IpRelatedPerson
Usage: #example
Title: "Amina's mother. What she may see is not said here"
* active = true
* identifier[FNR].value = "23818901054"
* patient = Reference(Patient/amina)
* relationship = $family-relation#mor
* name.family = "Yusuf"
* name.given = "Leila"
* birthDate = "1989-01-23"

Instance: yusuf
InstanceOf: IpRelatedPerson
Usage: #example
Title: "Amina's father, who has a D-nummer"
* active = true
* identifier[DNR].value = "59917210092"
* patient = Reference(Patient/amina)
* relationship = $family-relation#far
* name.family = "Yusuf"
* name.given = "Hassan"
* birthDate = "1972-11-19"

Instance: invalid-relative-fnr-without-value
InstanceOf: RelatedPerson
Usage: #example
* insert ClaimsProfile(ip-related-person)
* patient = Reference(Patient/ingrid)
* relationship.text = "Bror"
* identifier.system = $fnr

Instance: invalid-relative-dnr-without-value
InstanceOf: RelatedPerson
Usage: #example
* insert ClaimsProfile(ip-related-person)
* patient = Reference(Patient/ingrid)
* relationship.text = "Bror"
* identifier.system = $dnr

Instance: invalid-relative-fnr-masked
InstanceOf: RelatedPerson
Usage: #example
* insert ClaimsProfile(ip-related-person)
* patient = Reference(Patient/ingrid)
* relationship.text = "Bror"
* identifier.system = $fnr
* identifier.value = "140368xxxxx"

Instance: invalid-relative-dnr-masked
InstanceOf: RelatedPerson
Usage: #example
* insert ClaimsProfile(ip-related-person)
* patient = Reference(Patient/ingrid)
* relationship.text = "Bror"
* identifier.system = $dnr
* identifier.value = "140368xxxxx"

Instance: invalid-relative-two-owners
InstanceOf: RelatedPerson
Usage: #example
* insert ClaimsProfile(ip-related-person)
* patient = Reference(Patient/ingrid)
* relationship.text = "Bror"
* insert TwoOwners

Instance: invalid-relative-unrelated
InstanceOf: RelatedPerson
Usage: #example
* insert ClaimsProfile(ip-related-person)
* patient = Reference(Patient/ingrid)
