CodeSystem: ExchangeInteraction
Id: exchange-interaction
Title: "Exchange interaction"
Description: "What happened between Samplan and a partner (AuditEvent.subtype)."
* ^caseSensitive = true
* ^experimental = false
* #receive "Received" "Something of the partner was read and admitted."
* #receive insert Norwegian([[mottatt]], [[motteke]])
* #set-aside "Set aside" "Something came that could not be admitted."
* #set-aside insert Norwegian([[lagt til side]], [[lagt til side]])
* #join "Joined" "A partner said that two persons are one, and their records became one."
* #join insert Norwegian([[slått sammen]], [[slege saman]])
* #deliver-intent "About to be delivered" "Something is about to be sent to the partner."
* #deliver-intent insert Norwegian([[skal leveres]], [[skal leverast]])
* #deliver "Delivered" "Something was sent to the partner."
* #deliver insert Norwegian([[levert]], [[levert]])
