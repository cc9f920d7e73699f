// One slice for the codings of a code system of ours. The pattern names the system only, so that an unknown code falls
// into the slice and fails its binding instead of passing for somebody else's code.
RuleSet: KindSlice(path, slice, system, set)
* insert PatternSlicing({path})
* {path} contains {slice} 0..*
* {path}[{slice}] ^patternCodeableConcept.coding.system = Canonical({system})
* {path}[{slice}] from {set} (required)
