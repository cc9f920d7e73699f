// SUSHI refuses to write an instance that breaks its own profile, and warns when an entry of a sliced list has no slice
// name. Examples that do either are instances of the base type that claim the profile; test/profiles holds them to it.
// What each invalid one must raise is in invalid.json.
RuleSet: ClaimsProfile(id)
* meta.profile = "http://samplan.no/fhir/StructureDefinition/{id}"
