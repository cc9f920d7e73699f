// Inserted under a concept: its name in Bokmål and Nynorsk.
RuleSet: Norwegian(nb, nn)
* ^designation[0].language = #nb
* ^designation[0].value = "{nb}"
* ^designation[1].language = #nn
* ^designation[1].value = "{nn}"
