Profile: IpRelatedPerson
Parent: RelatedPerson
Id: ip-related-person
Title: "Someone close to the person"
Description: "Next of kin, a parent, a guardian. Says who it is, not what that person may see: that takes a consent or a legal basis of its own. Any no-basis RelatedPerson fits."
* ^experimental = false
* insert PartOwned
* insert NumberSlicing
* identifier contains
    FNR 0..* and
    DNR 0..*
* insert NumberOf(FNR, $fnr)
* insert NumberOf(DNR, $dnr)
* obeys ip-relative-relationship
* identifier[FNR] obeys ip-identity-number
* identifier[DNR] obeys ip-identity-number
