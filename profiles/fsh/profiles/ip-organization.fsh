Profile: IpOrganization
Parent: Organization
Id: ip-organization
Title: "Organization"
Description: "A municipality, a health trust, a unit of one (the koordinerende enhet), or another that takes part. Any no-basis Organization fits."
* ^experimental = false
* insert NumberSlicing
* identifier contains
    ENH 0..* and
    RSH 0..*
* insert NumberOf(ENH, $enh)
* insert NumberOf(RSH, $resh)
* obeys ip-organization-number
