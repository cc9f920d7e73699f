// All invented. Organization numbers begin with 3, which no real one does; the HPR numbers are of no one.
Instance: fjordvik
InstanceOf: IpOrganization
Usage: #example
Title: "The municipality"
* active = true
* identifier[ENH].value = "310601012"
* name = "Fjordvik kommune"

Instance: fjordvik-coordinating-unit
InstanceOf: IpOrganization
Usage: #example
Title: "Its koordinerende enhet"
* active = true
* identifier[ENH].value = "310601020"
* name = "Koordinerende enhet, Fjordvik kommune"
* partOf = Reference(Organization/fjordvik)

Instance: trust
InstanceOf: IpOrganization
Usage: #example
Title: "The health trust"
* active = true
* identifier[ENH].value = "310602019"
* name = "Helse Fjordvik HF"

Instance: trust-rehabilitation
InstanceOf: IpOrganization
Usage: #example
Title: "A unit of the trust, known by RESH-id only"
* active = true
* identifier[RSH].value = "9900021"
* name = "Seksjon for rehabilitering og slagbehandling"
* partOf = Reference(Organization/trust)

Instance: kari
InstanceOf: IpPractitioner
Usage: #example
* active = true
* identifier[HPR].value = "565500012"
* name.family = "Holte"
* name.given = "Kari"
* qualification.code = $personnel-category#SP

Instance: eirik
InstanceOf: IpPractitioner
Usage: #example
* active = true
* identifier[HPR].value = "565500039"
* name.family = "Sandvik"
* name.given = "Eirik"
* qualification.code = $personnel-category#FT

Instance: support-worker
InstanceOf: IpPractitioner
Usage: #example
Title: "A støttekontakt without authorization, known by fødselsnummer"
* active = true
* identifier[FNR].value = "12857910093"
* name.family = "Berge"
* name.given = "Siri"

Instance: assistant
InstanceOf: IpPractitioner
Usage: #example
Title: "An assistant known by D-nummer"
* active = true
* identifier[DNR].value = "43828110056"
* name.family = "Kowalski"
* name.given = "Jan"

Instance: kari-post
InstanceOf: IpPractitionerRole
Usage: #example
Title: "Kari at the koordinerende enhet"
* active = true
* practitioner = Reference(Practitioner/kari)
* organization = Reference(Organization/fjordvik-coordinating-unit)
* code.text = "Koordinator"

Instance: eirik-post
InstanceOf: IpPractitionerRole
Usage: #example
* active = true
* practitioner = Reference(Practitioner/eirik)
* organization = Reference(Organization/fjordvik)
* code.text = "Fysioterapeut"

Instance: fjordvik-coordination
InstanceOf: IpHealthcareService
Usage: #example
Title: "The koordinerende enhet as a service that can be addressed"
* active = true
* identifier[ENH].value = "310601020"
* providedBy = Reference(Organization/fjordvik)
* type.text = "Koordinerende enhet"
* name = "Koordinerende enhet for habilitering og rehabilitering"

Instance: trust-rehabilitation-service
InstanceOf: IpHealthcareService
Usage: #example
Title: "A service of the specialist health service, by RESH-id"
* active = true
* identifier[RSH].value = "9900021"
* providedBy = Reference(Organization/trust-rehabilitation)
* type.text = "Rehabilitering"
* name = "Rehabilitering, Helse Fjordvik"

Instance: invalid-practitioner-hpr-without-value
InstanceOf: Practitioner
Usage: #example
* insert ClaimsProfile(ip-practitioner)
* identifier.system = $hpr

Instance: invalid-practitioner-fnr-without-value
InstanceOf: Practitioner
Usage: #example
* insert ClaimsProfile(ip-practitioner)
* identifier.system = $fnr

Instance: invalid-practitioner-dnr-without-value
InstanceOf: Practitioner
Usage: #example
* insert ClaimsProfile(ip-practitioner)
* identifier.system = $dnr

Instance: invalid-post-nowhere
InstanceOf: PractitionerRole
Usage: #example
* insert ClaimsProfile(ip-practitioner-role)
* practitioner = Reference(Practitioner/kari)

Instance: invalid-organization-enh-without-value
InstanceOf: Organization
Usage: #example
* insert ClaimsProfile(ip-organization)
* name = "Fjordvik kommune"
* identifier.system = $enh

Instance: invalid-organization-resh-without-value
InstanceOf: Organization
Usage: #example
* insert ClaimsProfile(ip-organization)
* name = "Fjordvik kommune"
* identifier.system = $resh

Instance: invalid-organization-without-number
InstanceOf: Organization
Usage: #example
* insert ClaimsProfile(ip-organization)
* name = "Fjordvik kommune"

Instance: invalid-service-enh-without-value
InstanceOf: HealthcareService
Usage: #example
* insert ClaimsProfile(ip-healthcare-service)
* providedBy = Reference(Organization/fjordvik)
* identifier.system = $enh

Instance: invalid-service-resh-without-value
InstanceOf: HealthcareService
Usage: #example
* insert ClaimsProfile(ip-healthcare-service)
* providedBy = Reference(Organization/fjordvik)
* identifier.system = $resh

Instance: invalid-service-of-nobody
InstanceOf: HealthcareService
Usage: #example
* insert ClaimsProfile(ip-healthcare-service)
* name = "Koordinerende enhet"
