CodeSystem: LifeArea
Id: life-area
Title: "Life area"
Description: "The part of life that a goal, a need or a measure is about."
* ^caseSensitive = true
* ^experimental = false
* #health "Health" "Physical health, treatment and rehabilitation."
* #health insert Norwegian([[helse]], [[helse]])
* #mental-health "Mental health" "Mental health and substance use."
* #mental-health insert Norwegian([[psykisk helse og rus]], [[psykisk helse og rus]])
* #daily-living "Daily living" "Care for oneself, meals, sleep, household."
* #daily-living insert Norwegian([[hverdag og egenomsorg]], [[kvardag og eigenomsorg]])
* #home "Home" "Where and how the person lives."
* #home insert Norwegian([[bolig]], [[bustad]])
* #mobility "Mobility" "Moving about, transport and aids."
* #mobility insert Norwegian([[forflytning, transport og hjelpemidler]], [[forflytting, transport og hjelpemiddel]])
* #communication "Communication" "Speech, language, sight, hearing and other communication."
* #communication insert Norwegian([[kommunikasjon og språk]], [[kommunikasjon og språk]])
* #education "Education" "Kindergarten, school and studies."
* #education insert Norwegian([[barnehage, skole og utdanning]], [[barnehage, skule og utdanning]])
* #work "Work" "Work and activity during the day."
* #work insert Norwegian([[arbeid og aktivitet]], [[arbeid og aktivitet]])
* #economy "Economy" "Income, benefits and debts."
* #economy insert Norwegian([[økonomi]], [[økonomi]])
* #family "Family and network" "Family, friends and other relations."
* #family insert Norwegian([[familie og nettverk]], [[familie og nettverk]])
* #leisure "Leisure and culture" "Leisure, culture, faith and taking part in society."
* #leisure insert Norwegian([[fritid, kultur og samfunnsliv]], [[fritid, kultur og samfunnsliv]])
* #other "Other" "Another part of life."
* #other insert Norwegian([[annet]], [[anna]])

ValueSet: LifeAreaValueSet
Id: life-area
Title: "Life areas"
Description: "Parts of life that goals, needs and measures are about."
* ^experimental = false
* include codes from system LifeArea
