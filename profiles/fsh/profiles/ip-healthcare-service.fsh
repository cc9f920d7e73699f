Profile: IpHealthcareService
Parent: HealthcareService
Id: ip-healthcare-service
Title: "Service"
Description: "A service that takes part or can be asked to, for example the koordinerende enhet as a service of its municipality. Any no-basis HealthcareService fits."
* ^experimental = false
* insert NumberSlicing
* identifier contains
    ENH 0..* and
    RSH 0..*
* insert NumberOf(ENH, $enh)
* insert NumberOf(RSH, $resh)
* obeys ip-service-provider
