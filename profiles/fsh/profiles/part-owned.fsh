// A part has one owner. The extension itself may stand wherever its context says.
RuleSet: PartOwned
* extension contains PartOwner named partOwner 0..1
