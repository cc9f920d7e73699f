CodeSystem: ObservationKind
Id: observation-kind
Title: "Kind of observation"
Description: "What an Observation in a plan record tells, where it is about the plan itself (Observation.code, value and component)."
* ^caseSensitive = true
* ^experimental = false
* #coordinator-wish "Wish about the coordinator" "What the person wished when a coordinator was appointed, in her words."
* #coordinator-wish insert Norwegian([[ønske om koordinator]], [[ønske om koordinator]])
* #need-wish "Wish about plan and coordinator" "What the person wished of a plan and a coordinator when a need was answered, in her words."
* #need-wish insert Norwegian([[ønske om plan og koordinator]], [[ønske om plan og koordinator]])
* #no-wish "No wish" "The person was asked, and had no wish."
* #no-wish insert Norwegian([[ikke noe ønske]], [[ikkje noko ønske]])
* #wish-followed "Wish followed" "Whether the wish was followed."
* #wish-followed insert Norwegian([[ønsket fulgt]], [[ønsket følgt]])
* #wish-weighed "Wish weighed" "How the koordinerende enhet weighed the wish."
* #wish-weighed insert Norwegian([[vurdering av ønsket]], [[vurdering av ønsket]])
