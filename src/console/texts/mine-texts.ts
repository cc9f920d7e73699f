import type { ConsentKind } from '../../consent/kind.ts';
import type { DecidesForHer } from '../../consent/own-decision.ts';
import type { Text } from '../../validation/finding.ts';
import type { Texts } from '../said.ts';

/** A person's own plan. */
export const MINE = {
  title: { nb: 'Min plan', nn: 'Planen min', en: 'My plan' },
  // The same where nothing is, and where something is that she may not see: it is true of both, and tells neither from the other.
  none: {
    nb: 'Det er ingen plan å vise deg her',
    nn: 'Det er ingen plan å vise deg her',
    en: 'There is no plan to show you here',
  },
  noneText: {
    nb: 'Vi har ingen individuell plan for deg som vi kan vise her. Enten finnes det ingen, eller så er noe unntatt fra innsyn (pasient- og brukerrettighetsloven § 5-1). Spør koordinerende enhet i kommunen din: den skal svare deg, og får du ikke innsyn, kan du klage til statsforvalteren. Trenger du tjenester fra flere over tid, har du rett til en plan og en koordinator.',
    nn: 'Vi har ingen individuell plan for deg som vi kan vise her. Anten finst det ingen, eller så er noko unnateke frå innsyn (pasient- og brukarrettslova § 5-1). Spør koordinerande eining i kommunen din: ho skal svare deg, og får du ikkje innsyn, kan du klage til statsforvaltaren. Treng du tenester frå fleire over tid, har du rett til ein plan og ein koordinator.',
    en: 'We have no individual plan for you that we can show here. Either there is none, or something is exempt from access (pasient- og brukerrettighetsloven § 5-1). Ask the koordinerende enhet of your municipality: it must answer you, and if you are refused you can complain to the statsforvalter. If you need services from several over time, you have a right to a plan and a coordinator.',
  },
  goals: { nb: 'Målene dine', nn: 'Måla dine', en: 'Your goals' },
  ownWords: { nb: 'Med dine egne ord', nn: 'Med dine eigne ord', en: 'In your own words' },
  otherGoals: { nb: 'Mål som andre har skrevet', nn: 'Mål som andre har skrive', en: 'Goals that others wrote' },
  propose: { nb: 'Foreslå et mål', nn: 'Føreslå eit mål', en: 'Propose a goal' },
  proposeText: {
    nb: 'Målet står i planen med en gang, som et forslag fra deg. De som får se målene dine, ser det. Koordinatoren din skal svare deg innen 14 dager.',
    nn: 'Målet står i planen med ein gong, som eit framlegg frå deg. Dei som får sjå måla dine, ser det. Koordinatoren din skal svare deg innan 14 dagar.',
    en: 'The goal stands in the plan at once, as a proposal of yours. Those who may see your goals see it. Your coordinator is to answer you within 14 days.',
  },
  wish: { nb: 'Hva ønsker du?', nn: 'Kva ønskjer du?', en: 'What do you want?' },
  by: { nb: 'Innen (kan stå tomt)', nn: 'Innan (kan stå tomt)', en: 'By (may be left empty)' },
  note: { nb: 'Noe mer (kan stå tomt)', nn: 'Noko meir (kan stå tomt)', en: 'Something more (may be left empty)' },
  send: { nb: 'Send forslaget', nn: 'Send framlegget', en: 'Send the proposal' },
  proposed: {
    nb: 'Målet står nå i planen din.',
    nn: 'Målet står no i planen din.',
    en: 'The goal now stands in your plan.',
  },
  whoDoes: { nb: 'Hvem gjør hva', nn: 'Kven gjer kva', en: 'Who does what' },
  team: { nb: 'Teamet ditt', nn: 'Teamet ditt', en: 'Your team' },
  rights: { nb: 'Det du har rett til', nn: 'Det du har rett til', en: 'What you have a right to' },
  rightsText: {
    nb: 'Planen lages sammen med deg, og bare hvis du vil ha den. Du har rett til å lese den, og til å vite hvem som har sett den.',
    nn: 'Planen blir laga saman med deg, og berre om du vil ha han. Du har rett til å lese han, og til å vite kven som har sett han.',
    en: 'The plan is made together with you, and only if you want it. You have a right to read it, and to know who has seen it.',
  },
  paper: {
    nb: 'Du kan også få planen på papir fra koordinatoren din.',
    nn: 'Du kan òg få planen på papir frå koordinatoren din.',
    en: 'You can also get the plan on paper from your coordinator.',
  },
  notDone: {
    nb: 'Skriv hva du ønsker med høyst 2000 tegn, og velg en gyldig dato hvis du vil ha en.',
    nn: 'Skriv kva du ønskjer med høgst 2000 teikn, og vel ein gyldig dato om du vil ha ein.',
    en: 'Write what you want in at most 2000 characters, and choose a valid date if you want one.',
  },
} as const satisfies Texts;

/** Who may see a person's plan, and what she decides about that. */
export const MY_CONSENTS = {
  title: { nb: 'Hvem får se planen', nn: 'Kven får sjå planen', en: 'Who may see the plan' },
  now: { nb: 'Slik er det nå', nn: 'Slik er det no', en: 'As it is now' },
  sees: { nb: 'får se', nn: 'får sjå', en: 'may see' },
  seesSome: { nb: 'og noe av', nn: 'og noko av', en: 'and some of' },
  seesNothing: { nb: 'får ikke se noe', nn: 'får ikkje sjå noko', en: 'may see nothing' },
  nobody: {
    nb: 'Ingen andre er koblet til her.',
    nn: 'Ingen andre er kopla til her.',
    en: 'Nobody else is connected here.',
  },
  keeps: {
    nb: 'beholder det som alt står i journalen der, men får ikke mer',
    nn: 'held på det som alt står i journalen der, men får ikkje meir',
    en: 'keeps what stands in the record there already, and gets no more',
  },
  yours: { nb: 'Det du har bestemt', nn: 'Det du har avgjort', en: 'What you have decided' },
  none: { nb: 'Ingenting ennå.', nn: 'Ingenting enno.', en: 'Nothing yet.' },
  over: { nb: 'Gjelder ikke lenger', nn: 'Gjeld ikkje lenger', en: 'No longer in force' },
  givenBy: { nb: 'Sagt av', nn: 'Sagt av', en: 'Said by' },
  until: { nb: 'til og med', nn: 'til og med', en: 'until' },
  withdraw: { nb: 'Trekk tilbake', nn: 'Trekk tilbake', en: 'Withdraw' },
  lift: { nb: 'Opphev', nn: 'Opphev', en: 'Lift' },
  decide: { nb: 'Bestem noe nytt', nn: 'Avgjer noko nytt', en: 'Decide something new' },
  who: { nb: 'Hvem', nn: 'Kven', en: 'Who' },
  everyone: { nb: 'alle', nn: 'alle', en: 'everyone' },
  lastDay: { nb: 'Til og med (kan stå tomt)', nn: 'Til og med (kan stå tomt)', en: 'Until (may be left empty)' },
  done: {
    nb: 'Det er gjort, og gjelder fra nå.',
    nn: 'Det er gjort, og gjeld frå no.',
    en: 'It is done, and holds from now on.',
  },
} as const satisfies Texts;

/** What each kind of consent is, what happens when she gives it, and when she takes it back. */
export const DECISIONS: Readonly<
  Record<ConsentKind, { readonly name: Text; readonly giving: Text; readonly button: Text; readonly ending: Text }>
> = {
  'plan-made': {
    name: {
      nb: 'Du vil ha en individuell plan',
      nn: 'Du vil ha ein individuell plan',
      en: 'You want an individual plan',
    },
    giving: {
      nb: 'Hjelperne dine lager en plan sammen med deg. Den er din, og du kan si nei når som helst.',
      nn: 'Hjelparane dine lagar ein plan saman med deg. Han er din, og du kan seie nei når som helst.',
      en: 'Those who help you make a plan together with you. It is yours, and you can say no at any time.',
    },
    button: { nb: 'Ja, jeg vil ha en plan', nn: 'Ja, eg vil ha ein plan', en: 'Yes, I want a plan' },
    ending: {
      nb: 'Trekker du dette tilbake, avsluttes planen. Du beholder koordinatoren og tjenestene dine, og kan be om en plan igjen.',
      nn: 'Trekkjer du dette tilbake, blir planen avslutta. Du held på koordinatoren og tenestene dine, og kan be om ein plan igjen.',
      en: 'If you withdraw this, the plan ends. You keep your coordinator and your services, and can ask for a plan again.',
    },
  },
  access: {
    name: { nb: 'Noen får se planen', nn: 'Nokon får sjå planen', en: 'Somebody may see the plan' },
    giving: {
      nb: 'De får se planen din, også det andre har skrevet i den, og kan skrive sin del. Du kan trekke det tilbake når som helst.',
      nn: 'Dei får sjå planen din, òg det andre har skrive i han, og kan skrive sin del. Du kan trekkje det tilbake når som helst.',
      en: 'They may see your plan, also what others wrote in it, and can write their part. You can withdraw it at any time.',
    },
    button: { nb: 'Ja, la dem se planen', nn: 'Ja, la dei sjå planen', en: 'Yes, let them see the plan' },
    ending: {
      nb: 'Trekker du dette tilbake, får de ikke noe mer fra nå. Det som alt står i journalen hos dem, må de beholde. De får vite at du trakk det tilbake, men ikke hvorfor.',
      nn: 'Trekkjer du dette tilbake, får dei ikkje noko meir frå no. Det som alt står i journalen hos dei, må dei halde på. Dei får vite at du trekte det tilbake, men ikkje kvifor.',
      en: 'If you withdraw this, they get nothing more from now on. What stands in their record already they must keep. They are told that you withdrew it, but not why.',
    },
  },
  publish: {
    name: {
      nb: 'Planen kan stå i en nasjonal løsning',
      nn: 'Planen kan stå i ei nasjonal løysing',
      en: 'The plan may stand in a national store',
    },
    giving: {
      nb: 'Helsepersonell som hjelper deg andre steder i landet, kan finne planen der.',
      nn: 'Helsepersonell som hjelper deg andre stader i landet, kan finne planen der.',
      en: 'Health personnel who help you elsewhere in the country can find the plan there.',
    },
    button: { nb: 'Ja, la planen stå der', nn: 'Ja, la planen stå der', en: 'Yes, let the plan stand there' },
    ending: {
      nb: 'Trekker du dette tilbake, slettes planen i den nasjonale løsningen.',
      nn: 'Trekkjer du dette tilbake, blir planen sletta i den nasjonale løysinga.',
      en: 'If you withdraw this, the plan is deleted in the national store.',
    },
  },
  opposition: {
    name: { nb: 'Noen skal ikke se planen', nn: 'Nokon skal ikkje sjå planen', en: 'Somebody is not to see the plan' },
    giving: {
      nb: 'De får ikke se noe mer av planen, heller ikke det de ellers ville fått. Det kan gjøre det vanskeligere for dem å hjelpe deg. Du kan oppheve det når som helst.',
      nn: 'Dei får ikkje sjå noko meir av planen, heller ikkje det dei elles ville fått. Det kan gjere det vanskelegare for dei å hjelpe deg. Du kan oppheve det når som helst.',
      en: 'They see no more of the plan, not even what they would get otherwise. That can make it harder for them to help you. You can lift it at any time.',
    },
    button: {
      nb: 'Nei, de skal ikke se planen',
      nn: 'Nei, dei skal ikkje sjå planen',
      en: 'No, they are not to see the plan',
    },
    ending: {
      nb: 'Opphever du dette, får de igjen det som samtykkene dine og loven gir dem.',
      nn: 'Opphevar du dette, får dei igjen det som samtykka dine og lova gjev dei.',
      en: 'If you lift this, they get again what your consents and the law give them.',
    },
  },
};

/** Why a consent is not hers to take back. */
export const DECIDED_BY: Readonly<Record<DecidesForHer, Text>> = {
  parents: {
    nb: 'Den som har foreldreansvar, bestemmer dette til du er 16 år. Du kan si nei til at noen får se planen, under her.',
    nn: 'Den som har foreldreansvar, avgjer dette til du er 16 år. Du kan seie nei til at nokon får sjå planen, under her.',
    en: 'Whoever has parental responsibility decides this until you are 16. You can say no to somebody seeing the plan, below.',
  },
  another: {
    nb: 'Det er avgjort at noen andre bestemmer dette for deg. Du kan si nei til at noen får se planen, under her.',
    nn: 'Det er avgjort at nokon andre avgjer dette for deg. Du kan seie nei til at nokon får sjå planen, under her.',
    en: 'It was decided that somebody else decides this for you. You can say no to somebody seeing the plan, below.',
  },
};

/** Who has seen a person's plan. */
export const MY_DISCLOSURES = {
  title: { nb: 'Hvem har sett planen', nn: 'Kven har sett planen', en: 'Who has seen the plan' },
  text: {
    nb: 'Hvem som har fått eller lest planen din, når, hva og hvorfor de fikk lov, det nyeste først. Ser du noe som ikke skulle vært slik, snakk med koordinatoren din.',
    nn: 'Kven som har fått eller lese planen din, når, kva og kvifor dei fekk lov, det nyaste først. Ser du noko som ikkje skulle vore slik, snakk med koordinatoren din.',
    en: 'Who received or read your plan, when, what, and why they were allowed to, the newest first. If you see something that should not be so, talk with your coordinator.',
  },
} as const satisfies Texts;
