import { type ErrorCode, SamplanError } from '../errors.ts';
import type { Text } from '../validation/finding.ts';

interface Reason {
  readonly code: ErrorCode;
  /** RFC 6750 § 3.1, RFC 9449 § 7.1; empty where no credentials were sent. */
  readonly error: '' | 'invalid_token' | 'invalid_dpop_proof' | 'use_dpop_nonce' | 'insufficient_scope';
  readonly text: Text;
}

const TOKEN: Text = {
  nb: 'Tilgangstokenet godtas ikke. Hent et nytt fra utstederen for denne tjenesten.',
  nn: 'Tilgangstokenet blir ikkje godteke. Hent eit nytt frå utskrivaren for denne tenesta.',
  en: 'The access token is not accepted. Get a new one from the issuer for this service.',
};
const PROOF: Text = {
  nb: 'Beviset for nøkkelen (DPoP) godtas ikke. Lag et nytt for hver forespørsel, med nøkkelen som tokenet er bundet til.',
  nn: 'Provet for nøkkelen (DPoP) blir ikkje godteke. Lag eit nytt for kvar førespurnad, med nøkkelen som tokenet er bunde til.',
  en: 'The proof of the key (DPoP) is not accepted. Make a new one for each request, with the key that the token is bound to.',
};

const token = (text = TOKEN): Reason => ({ code: 'unauthenticated', error: 'invalid_token', text });
const proof = (text = PROOF): Reason => ({ code: 'unauthenticated', error: 'invalid_dpop_proof', text });
const forbidden = (text: Text): Reason => ({ code: 'forbidden', error: 'insufficient_scope', text });

/** Every reason for which a caller is refused; the key goes into the trace. */
const REASONS = {
  'no-token': {
    code: 'unauthenticated',
    error: '',
    text: {
      nb: 'Forespørselen har ikke noe tilgangstoken. Send ett i headeren Authorization.',
      nn: 'Førespurnaden har ikkje noko tilgangstoken. Send eitt i headeren Authorization.',
      en: 'The request has no access token. Send one in the Authorization header.',
    },
  },
  'wrong-scheme': token(),
  'repeated-header': token(),
  'token-too-large': token(),
  'token-malformed': token(),
  'token-header': token(),
  'token-type': token(),
  'token-algorithm': token(),
  'token-issuer': token(),
  'token-audience': token(),
  'token-expired': token(),
  'token-not-yet': token(),
  'token-claims': token(),
  'token-key': token(),
  'token-signature': token(),
  'token-unbound': token({
    nb: 'Tilgangstokenet er ikke bundet til en nøkkel. Hent ett med DPoP eller klientsertifikat.',
    nn: 'Tilgangstokenet er ikkje bunde til ein nøkkel. Hent eitt med DPoP eller klientsertifikat.',
    en: 'The access token is not bound to a key. Get one with DPoP or a client certificate.',
  }),
  'attestation-malformed': token({
    nb: 'Attesten i tokenet har ikke den formen som tillitsrammeverket sier.',
    nn: 'Attesten i tokenet har ikkje den forma som tillitsrammeverket seier.',
    en: 'The attestation in the token does not have the shape that the trust framework (Tillitsrammeverk) says.',
  }),
  'attestation-person': token({
    nb: 'Attesten i tokenet gjelder ikke den som er logget inn.',
    nn: 'Attesten i tokenet gjeld ikkje den som er logga inn.',
    en: 'The attestation in the token is not about who is logged in.',
  }),
  // The words that ATT-58 asks for.
  'attestation-time': token({
    nb: 'Attesten i tokenet er mer enn 60 minutter gammel, eller fra framtida (attestation_has_expired). Attester på nytt.',
    nn: 'Attesten i tokenet er meir enn 60 minutt gammal, eller frå framtida (attestation_has_expired). Attester på nytt.',
    en: 'The attestation in the token is older than 60 minutes, or of the future (attestation_has_expired). Attest anew.',
  }),
  'certificate-missing': token(),
  'certificate-other': token(),
  'proof-missing': proof(),
  'proof-too-large': proof(),
  'proof-malformed': proof(),
  'proof-type': proof(),
  'proof-algorithm': proof(),
  'proof-key': proof(),
  'proof-signature': proof(),
  'proof-other-key': proof(),
  'proof-method': proof(),
  'proof-address': proof(),
  'proof-token': proof(),
  'proof-time': proof(),
  'proof-replayed': proof(),
  'proof-nonce': {
    code: 'unauthenticated',
    error: 'use_dpop_nonce',
    text: {
      nb: 'Beviset for nøkkelen (DPoP) mangler tjenestens nonce. Lag et nytt med verdien i headeren DPoP-Nonce.',
      nn: 'Provet for nøkkelen (DPoP) manglar nonce frå tenesta. Lag eit nytt med verdien i headeren DPoP-Nonce.',
      en: 'The proof of the key (DPoP) lacks the nonce of the service. Make a new one with the value of the DPoP-Nonce header.',
    },
  },
  'person-level': forbidden({
    nb: 'Innloggingen er ikke sikker nok til å vise en plan. Logg inn på et høyere nivå, for eksempel med BankID.',
    nn: 'Innlogginga er ikkje sikker nok til å vise ein plan. Logg inn på eit høgare nivå, til dømes med BankID.',
    en: 'The sign-in is not secure enough to show a plan. Sign in at a higher level, for example with BankID.',
  }),
  'not-for-herself': forbidden({
    nb: 'Dette gjør ikke personen selv. Spør koordinatoren din.',
    nn: 'Dette gjer ikkje personen sjølv. Spør koordinatoren din.',
    en: 'This is not done by the person herself. Ask your coordinator.',
  }),
  'organization-missing': forbidden({
    nb: 'Tokenet sier ikke hvilken organisasjon klienten opptrer for. Be om det når tokenet hentes.',
    nn: 'Tokenet seier ikkje kva for ein organisasjon klienten opptrer for. Be om det når tokenet blir henta.',
    en: 'The token does not say which organization the client acts for. Ask for that when you get the token.',
  }),
  'no-agreement': forbidden({
    nb: 'Det er ingen samarbeidsavtale her med organisasjonen som tokenet gjelder.',
    nn: 'Det er ingen samarbeidsavtale her med organisasjonen som tokenet gjeld.',
    en: 'There is no agreement here with the organization of the token.',
  }),
  'agreement-mode': forbidden({
    nb: 'Avtalen med organisasjonen omfatter ikke dette: den sier hvilken vei planer går.',
    nn: 'Avtalen med organisasjonen omfattar ikkje dette: han seier kva veg planar går.',
    en: 'The agreement with the organization does not cover this: it says which way plans go.',
  }),
  'attestation-purpose': forbidden({
    nb: 'Planer leses for å gi eller samordne hjelp. Attesten i tokenet sier et annet formål enn TREAT, COC og ETREAT.',
    nn: 'Planar blir lesne for å gje eller samordne hjelp. Attesten i tokenet seier eit anna føremål enn TREAT, COC og ETREAT.',
    en: 'Plans are read to give or coordinate help. The attestation in the token says another purpose than TREAT, COC and ETREAT.',
  }),
  'insufficient-scope': forbidden({
    nb: 'Tokenet gir ikke rett til dette. Hent et med scope for ressurstypen og handlingen.',
    nn: 'Tokenet gjev ikkje rett til dette. Hent eitt med scope for ressurstypen og handlinga.',
    en: 'The token gives no right to this. Get one with a scope for the resource type and the interaction.',
  }),
  'search-too-wide': forbidden({
    nb: 'Søket må gjelde én person eller en kjent ressurs: patient, subject, _id eller identifier.',
    nn: 'Søket må gjelde éin person eller ein kjend ressurs: patient, subject, _id eller identifier.',
    en: 'The search must be about one person or a known resource: patient, subject, _id or identifier.',
  }),
  'emergency-person': forbidden({
    nb: 'Nødlesing er bare for helsepersonell: tokenet må ha HPR-nummer og sikker innlogging.',
    nn: 'Naudlesing er berre for helsepersonell: tokenet må ha HPR-nummer og sikker innlogging.',
    en: 'Emergency reading is for health personnel only: the token must have an HPR number and a secure login.',
  }),
  'emergency-reason': forbidden({
    nb: 'Nødlesing krever en skriftlig grunn på 10 til 500 tegn i headeren Emergency-Reason (prosentkodet UTF-8).',
    nn: 'Naudlesing krev ein skriftleg grunn på 10 til 500 teikn i headeren Emergency-Reason (prosentkoda UTF-8).',
    en: 'Emergency reading needs a written reason of 10 to 500 characters in the Emergency-Reason header (percent-encoded UTF-8).',
  }),
  'emergency-reads-only': forbidden({
    nb: 'I en nødsituasjon kan planer bare leses.',
    nn: 'I ein naudsituasjon kan planar berre lesast.',
    en: 'In an emergency plans can only be read.',
  }),
} as const satisfies Readonly<Record<string, Reason>>;

/** Stable code of why a caller was refused. */
export type AccessReason = keyof typeof REASONS;

/** All reasons, for the page that lists them. */
export const ACCESS_REASONS = Object.keys(REASONS) as readonly AccessReason[];

/** Signature algorithms that a proof may have (RFC 9449 § 11.6, RFC 8725 § 3.1): none that shares a secret. */
export const PROOF_ALGORITHMS: readonly string[] = [
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
];

/**
 * A caller that is not let in: 401 or 403, with what RFC 6750 § 3 and RFC 9449 § 7.1 ask for in `WWW-Authenticate`. Says
 * why by a code, and never repeats what was sent.
 *
 * @example
 * throw new AccessRefused('token-expired');
 */
export class AccessRefused extends SamplanError {
  readonly reason: AccessReason;

  /** @param more `nonce` for the next proof; `scope` that would do */
  constructor(
    reason: AccessReason,
    more: { readonly nonce?: string; readonly scope?: string; readonly cause?: unknown } = {},
  ) {
    const { code, text }: Reason = REASONS[reason];
    super(code, text, {
      where: 'http.Authorization',
      found: reason,
      headers: {
        'www-authenticate': challenge(reason, more.scope),
        ...(more.nonce === undefined ? {} : { 'dpop-nonce': more.nonce }),
      },
      cause: more.cause,
    });
    this.reason = reason;
  }
}

function challenge(reason: AccessReason, scope: string | undefined): string {
  const { error }: Reason = REASONS[reason];
  const told = [
    ...(error === '' ? [] : [`error="${error}"`, `error_description="${reason}"`]),
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
    `algs="${PROOF_ALGORITHMS.join(' ')}"`,
  ];
  return `DPoP ${told.join(', ')}`;
}
