CodeSystem: Origin
Id: origin
Title: "Origin"
Description: "Where a resource of the record comes from, as a tag (meta.tag)."
* ^caseSensitive = true
* ^experimental = false
* #derived "Derived" "Made by Samplan from what someone else decided, for example the denial that follows from a withdrawn consent."
* #derived insert Norwegian([[utledet]], [[utleidd]])
