import type { Texts } from '../said.ts';

/** What stands around every page. */
export const SHELL = {
  skip: { nb: 'Hopp til innholdet', nn: 'Hopp til innhaldet', en: 'Skip to the content' },
  menu: { nb: 'Meny', nn: 'Meny', en: 'Menu' },
  language: { nb: 'Språk', nn: 'Språk', en: 'Language' },
  signOut: { nb: 'Logg ut', nn: 'Logg ut', en: 'Sign out' },
  signIn: { nb: 'Logg inn', nn: 'Logg inn', en: 'Sign in' },
  onBehalfOf: { nb: 'På vegne av', nn: 'På vegner av', en: 'On behalf of' },
  home: { nb: 'Til forsiden', nn: 'Til framsida', en: 'To the front page' },
  reference: { nb: 'Nummer på forespørselen', nn: 'Nummer på førespurnaden', en: 'Number of the request' },
} as const satisfies Texts;

/** Pages that say something and nothing else. */
export const MESSAGES = {
  notFound: { nb: 'Siden finnes ikke', nn: 'Sida finst ikkje', en: 'There is no such page' },
  notFoundText: {
    nb: 'Det er ingenting her, eller ingenting som du kan se. Kontroller adressen, eller gå til forsiden.',
    nn: 'Det er ingenting her, eller ingenting som du kan sjå. Kontroller adressa, eller gå til framsida.',
    en: 'There is nothing here, or nothing that you can see. Check the address, or go to the front page.',
  },
  forbidden: { nb: 'Du har ikke tilgang', nn: 'Du har ikkje tilgang', en: 'You have no access' },
  forbiddenText: {
    nb: 'Innloggingen din gir ikke rett til denne siden. Trenger du den, ta kontakt med den som styrer tilganger hos dere.',
    nn: 'Innlogginga di gjev ikkje rett til denne sida. Treng du henne, ta kontakt med den som styrer tilgangar hos dykk.',
    en: 'Your sign-in gives no right to this page. If you need it, ask who manages access where you work.',
  },
  notSignedIn: { nb: 'Du er ikke logget inn', nn: 'Du er ikkje logga inn', en: 'You are not signed in' },
  changed: { nb: 'Noe er endret i mellomtiden', nn: 'Noko er endra i mellomtida', en: 'Something changed meanwhile' },
  notDone: { nb: 'Det ble ikke gjort', nn: 'Det vart ikkje gjort', en: 'It was not done' },
  wait: { nb: 'Vent litt', nn: 'Vent litt', en: 'Wait a moment' },
  fault: { nb: 'Noe gikk galt hos oss', nn: 'Noko gjekk gale hos oss', en: 'Something went wrong here' },
  faultText: {
    nb: 'Feilen er vår. Prøv igjen om litt. Blir den ikke borte, oppgi nummeret under til den som drifter Samplan.',
    nn: 'Feilen er vår. Prøv igjen om litt. Blir han ikkje borte, gje opp nummeret under til den som driftar Samplan.',
    en: 'The fault is ours. Try again in a while. If it stays, give the number below to who operates Samplan.',
  },
  signedOut: { nb: 'Du er logget ut', nn: 'Du er logga ut', en: 'You are signed out' },
  signedOutText: {
    nb: 'Økten her er over. Lukk nettleseren hvis andre bruker maskinen: du kan fortsatt være logget inn hos innloggingstjenesten.',
    nn: 'Økta her er over. Lukk nettlesaren om andre bruker maskina: du kan framleis vere logga inn hos innloggingstenesta.',
    en: 'The session here is over. Close the browser if others use the machine: you may still be signed in at the sign-in service.',
  },
} as const satisfies Texts;

/** Where two kinds of people sign in, each at her own authority. */
export const CHOOSE_SIGN_IN = {
  title: { nb: 'Logg inn', nn: 'Logg inn', en: 'Sign in' },
  herself: { nb: 'Dette er min plan', nn: 'Dette er planen min', en: 'This is my plan' },
  herselfText: {
    nb: 'Se planen din, foreslå mål, bestem hvem som får se, og se hvem som har sett den.',
    nn: 'Sjå planen din, føreslå mål, avgjer kven som får sjå, og sjå kven som har sett han.',
    en: 'See your plan, propose goals, decide who may see it, and see who has.',
  },
  work: { nb: 'Jeg arbeider med planer', nn: 'Eg arbeider med planar', en: 'I work with plans' },
  workText: {
    nb: 'For koordinator, koordinerende enhet, drift og revisjon.',
    nn: 'For koordinator, koordinerande eining, drift og revisjon.',
    en: 'For coordinator, koordinerende enhet, operation and audit.',
  },
} as const satisfies Texts;
