CodeSystem: RecipientSector
Id: recipient-sector
Title: "Sector"
Description: "Which service an organization belongs to. The sector decides which rules on confidentiality apply to what it may see."
* ^caseSensitive = true
* ^experimental = false
* #municipal "Municipal health and care" "Health and care services of a municipality, general practitioners among them."
* #municipal insert Norwegian([[kommunal helse- og omsorgstjeneste]], [[kommunal helse- og omsorgsteneste]])
* #specialist "Specialist health service" "Health trusts and private specialist health services."
* #specialist insert Norwegian([[spesialisthelsetjeneste]], [[spesialisthelseteneste]])
* #nav "Labour and welfare" "NAV: the Labour and Welfare Administration and the municipal social services in its offices."
* #nav insert Norwegian([[NAV]], [[NAV]])
* #child-welfare "Child welfare" "The child welfare service."
* #child-welfare insert Norwegian([[barnevern]], [[barnevern]])
* #education "Education" "Kindergarten, school and the educational-psychological service (PPT)."
* #education insert Norwegian([[barnehage, skole og PPT]], [[barnehage, skule og PPT]])
* #housing "Housing" "Municipal housing and other housing services."
* #housing insert Norwegian([[bolig]], [[bustad]])
* #employer "Employer" "The employer of the person."
* #employer insert Norwegian([[arbeidsgiver]], [[arbeidsgivar]])
* #other "Other" "Another service, institution or agency."
* #other insert Norwegian([[annen]], [[annan]])

ValueSet: RecipientSectorValueSet
Id: recipient-sector
Title: "Sectors"
Description: "Sectors of those who take part in, or receive, an individual plan."
* ^experimental = false
* include codes from system RecipientSector
