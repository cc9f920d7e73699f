CodeSystem: ErrorCode
Id: error
Title: "Error"
Description: "What an error of Samplan is (OperationOutcome.issue.details). The codes are those of src/errors.ts; one that is missing here has not been named yet."
* ^caseSensitive = true
* ^experimental = false
* ^content = #fragment
* #malformed "Malformed" "The body is not what its type says."
* #malformed insert Norwegian([[ugyldig format]], [[ugyldig format]])
* #too-deep "Too deep" "The body is nested too deeply."
* #too-deep insert Norwegian([[for dypt nøstet]], [[for djupt nøsta]])
* #unknown-parameter "Unknown parameter" "A search or operation parameter is not known."
* #unknown-parameter insert Norwegian([[ukjent parameter]], [[ukjend parameter]])
* #bad-parameter "Bad parameter" "A parameter has a value that cannot be used."
* #bad-parameter insert Norwegian([[ugyldig parameterverdi]], [[ugyldig parameterverdi]])
* #identity-in-url "Identity number in address" "A national identity number stands in an address."
* #identity-in-url insert Norwegian([[fødselsnummer i adressen]], [[fødselsnummer i adressa]])
* #id-mismatch "Id mismatch" "The id in the address and the one in the resource differ."
* #id-mismatch insert Norwegian([[ulik id]], [[ulik id]])
* #forbidden "Forbidden" "The caller may not do this."
* #forbidden insert Norwegian([[ikke tillatt]], [[ikkje tillate]])
* #not-found "Not found" "There is no such resource that the caller may see."
* #not-found insert Norwegian([[finnes ikke]], [[finst ikkje]])
* #unknown-type "Unknown type" "The resource type is not served."
* #unknown-type insert Norwegian([[ukjent ressurstype]], [[ukjend ressurstype]])
* #method-not-allowed "Method not allowed" "The interaction is not offered here."
* #method-not-allowed insert Norwegian([[ikke tillatt her]], [[ikkje tillate her]])
* #not-acceptable "Not acceptable" "No format that the caller accepts can be given."
* #not-acceptable insert Norwegian([[formatet kan ikke gis]], [[formatet kan ikkje givast]])
* #already-decided "Already decided" "The conflict is decided already."
* #already-decided insert Norwegian([[allerede avgjort]], [[alt avgjord]])
* #duplicate "Duplicate" "There is such a resource already."
* #duplicate insert Norwegian([[finnes fra før]], [[finst frå før]])
* #stale-record "Record changed" "The record was changed at the same time."
* #stale-record insert Norwegian([[planen ble endret samtidig]], [[planen vart endra samstundes]])
* #gone "Gone" "The resource was deleted."
* #gone insert Norwegian([[slettet]], [[sletta]])
* #stale-version "Stale version" "The resource was changed since the caller read it."
* #stale-version insert Norwegian([[utdatert versjon]], [[utdatert versjon]])
* #too-large "Too large" "The body is too large."
* #too-large insert Norwegian([[for stor]], [[for stor]])
* #unsupported-media-type "Unsupported media type" "The body has a type that is not read."
* #unsupported-media-type insert Norwegian([[formatet leses ikke]], [[formatet blir ikkje lese]])
* #invalid "Invalid" "The resource breaks rules; each is told."
* #invalid insert Norwegian([[bryter regler]], [[bryt reglar]])
* #version-required "Version required" "The update does not say which version it changes."
* #version-required insert Norwegian([[versjon mangler]], [[versjon manglar]])
* #internal "Internal error" "Something went wrong in Samplan."
* #internal insert Norwegian([[intern feil]], [[intern feil]])
* #lease-lost "Busy elsewhere" "Another process does the same work."
* #lease-lost insert Norwegian([[arbeidet gjøres av en annen prosess]], [[arbeidet blir gjort av ein annan prosess]])
* #configuration "Configuration" "The configuration cannot be used."
* #configuration insert Norwegian([[feil i oppsettet]], [[feil i oppsettet]])
* #partner-unreachable "Partner unreachable" "The partner does not answer."
* #partner-unreachable insert Norwegian([[partneren svarer ikke]], [[partnaren svarer ikkje]])
* #partner-refused "Partner refused" "The partner refused what was sent."
* #partner-refused insert Norwegian([[partneren avviste]], [[partnaren avviste]])
* #partner-malformed "Partner malformed" "The partner answered with something that cannot be read."
* #partner-malformed insert Norwegian([[partnerens svar kan ikke leses]], [[svaret frå partnaren kan ikkje lesast]])
