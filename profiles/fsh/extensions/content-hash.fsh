Extension: ContentHash
Id: content-hash
Title: "Hash of the content"
Description: "SHA-256 of what a plan document says, as 64 hexadecimal digits in lower case; the same for the same content in the same language, whenever and from wherever it was fetched. To compute it: take Bundle.entry.resource in their order as an array; of each take away meta.versionId and meta.lastUpdated (and meta where nothing is left), of the Composition also id, date, text and extension; write it as JSON by RFC 8785, and hash that in UTF-8."
* ^experimental = false
* insert ElementContext(0, Composition)
* value[x] 1..1
* value[x] only string
