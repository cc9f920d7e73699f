import { consentOf } from '../../../src/consent/consent-of.ts';
import { proposedGoal } from '../../../src/record/own-goal.ts';
import { INGRID, PER, TRUST } from '../../exchange/papers.ts';
import { CLAIMS, type Guarded, PERSONS_ISSUER, type TokenOtherwise } from '../guarded.ts';
import { type Asking, JSON_BODY, posted } from './asking.ts';
import type { Attack } from './attack.ts';

/** Ingrid herself asks for what is not hers, or not for her to do. */
function hers(name: string, status: number, why: string, raw: Asking, otherwise: TokenOtherwise = {}): Attack {
  return {
    name: `herself: ${name}`,
    status,
    why,
    send: async (guarded) => guarded.askHerself(await raw(guarded), otherwise),
  };
}

const FORM = ['content-type', 'application/x-www-form-urlencoded'] as const;
const PARAMETERS = JSON.stringify({ resourceType: 'Parameters' });
const own: Asking = ({ ingrid }) => ({ path: `/fhir/Patient/${ingrid}/$record` });

const ofPer =
  (type: string, suffix = ''): Asking =>
  async (guarded) => ({
    path: `/fhir/${type}/${type === 'Patient' ? guarded.per : await guarded.idOf(type, guarded.per)}${suffix}`,
  });

/** A token that says something otherwise. */
const token = (name: string, why: string, claims: Readonly<Record<string, unknown>>, status = 401): Attack =>
  hers(name, status, why, own, { claims });

const goal =
  (more: Readonly<Record<string, unknown>>): Asking =>
  ({ ingrid }) =>
    posted('/fhir/Goal', JSON.stringify({ ...proposedGoal({ text: 'Nytt mål' }, ingrid), ...more }));

const consentFor =
  (person: (guarded: Guarded) => string, consent: object, ...more: readonly object[]): Asking =>
  (guarded) =>
    posted(
      `/fhir/Patient/${person(guarded)}/$record-consent`,
      JSON.stringify({ resourceType: 'Parameters', parameter: [{ name: 'consent', resource: consent }, ...more] }),
    );

const ACCESS = consentOf({ kind: 'access', isDeclined: false, recipients: [TRUST.organization] });

const changed =
  (method: string, type: string, body: unknown, whose: 'ingrid' | 'per' = 'ingrid'): Asking =>
  async (guarded) => ({
    method,
    path: `/fhir/${type}/${type === 'Patient' ? guarded[whose] : await guarded.idOf(type, guarded[whose])}`,
    headers: [
      method === 'PATCH' ? (['content-type', 'application/json-patch+json'] as const) : JSON_BODY,
      ['if-match', 'W/"1"'],
    ],
    ...(method === 'DELETE' ? {} : { body: JSON.stringify(body) }),
  });

const bundle =
  (type: string, method: string, url: string, resource?: object): Asking =>
  () =>
    posted(
      '/fhir',
      JSON.stringify({
        resourceType: 'Bundle',
        type,
        entry: [{ request: { method, url }, ...(resource ? { resource } : {}) }],
      }),
    );

/** Tokens of persons' issuers that are none, and those that say what such an issuer has no word in. */
export const HER_TOKEN_ATTACKS: readonly Attack[] = [
  token('a sign-in that is not secure enough', 'person-level', { acr: 'idporten-loa-substantial' }, 403),
  token('a sign-in of no level', 'person-level', { acr: undefined }, 403),
  token('a sign-in of many levels', 'person-level', { acr: ['idporten-loa-high'] }, 403),
  token('a level of another kind', 'person-level', { acr: 'Level4' }, 403),
  token('nobody', 'token-claims', { pid: undefined }),
  token('a number that is none', 'token-claims', { pid: '12345678901' }),
  token('a number of ten digits', 'token-claims', { pid: INGRID.slice(1) }),
  token('a number with a space', 'token-claims', { pid: `${INGRID.slice(0, 6)} ${INGRID.slice(6)}` }),
  token('two numbers', 'token-claims', { pid: [INGRID, PER] }),
  token('a number that is a number', 'token-claims', { pid: Number(INGRID) }),
  token('a client by itself', 'token-claims', { sub: 'her-client' }),
  token('who is health personnel too', 'token-claims', { ...CLAIMS.doctor }),
  token('another audience', 'token-audience', { aud: 'nhn:another' }),
  token('an ID token, which is for the client', 'token-audience', { aud: 'her-client' }),
  token('no client', 'token-claims', { client_id: undefined }),
  token('a token that is bound to nothing', 'token-unbound', { cnf: undefined }),
  {
    name: 'herself: signed by the issuer of organizations',
    status: 401,
    why: 'token-signature',
    send: async (guarded) =>
      guarded.ask(await own(guarded), {
        claims: { iss: PERSONS_ISSUER, pid: INGRID, acr: 'idporten-loa-high', sub: 'x' },
      }),
  },
  {
    name: 'herself: her number in a token of the issuer of organizations',
    status: 403,
    why: 'organization-missing',
    send: async (guarded) =>
      guarded.ask(await own(guarded), {
        claims: {
          pid: INGRID,
          acr: 'idporten-loa-high',
          sub: 'x',
          'helseid://claims/client/claims/orgnr_parent': undefined,
        },
      }),
  },
  hers('as the controller, for everybody', 403, 'insufficient-scope', () => ({ path: '/fhir/$duties' }), {
    claims: { ...CLAIMS.controller, scope: 'system/*.cruds user/*.cruds nhn:samplan/api' },
  }),
  hers('as the controller, a partner’s pass', 403, 'insufficient-scope', () => posted('/fhir/$sync', PARAMETERS), {
    claims: { ...CLAIMS.controller, scope: 'system/*.cruds' },
  }),
  hers('as the trust, another’s plan', 404, 'not-found', ofPer('CarePlan'), {
    claims: { ...CLAIMS.trust, scope: 'system/*.cruds' },
  }),
  hers('let in for another by a launch', 404, 'not-found', ofPer('CarePlan'), { claims: { patient: 'somebody' } }),
  hers('in an emergency', 403, 'emergency-person', async (guarded) => ({
    ...(await ofPer('CarePlan')(guarded)),
    headers: [
      ['purpose-of-use', 'ETREAT'],
      ['emergency-reason', 'Bevisstlos%20ved%20innkomst'],
    ],
  })),
  hers('of whom nothing is here, a record', 404, 'not-found', own, { claims: { pid: '13116900216' } }),
  hers('of whom nothing is here, a goal', 400, 'bad-parameter', goal({}), {
    claims: { pid: '13116900216' },
  }),
];

/** Another's record, and what she may not do in her own. */
export const HER_REACH_ATTACKS: readonly Attack[] = [
  ...['Patient', 'CarePlan', 'Goal', 'Consent', 'CareTeam'].map((type) =>
    hers(`another's ${type} by id`, 404, 'not-found', ofPer(type)),
  ),
  hers("another's goal by history", 404, 'not-found', ofPer('Goal', '/_history')),
  hers("another's goal by version", 404, 'not-found', ofPer('Goal', '/_history/1')),
  ...['$record', '$everything', '$status', '$disclosures'].map((operation) =>
    hers(`another's ${operation}`, 404, 'not-found', ofPer('Patient', `/${operation}`)),
  ),
  hers("another's $plan-document", 404, 'not-found', ofPer('CarePlan', '/$plan-document')),
  hers("another's consent withdrawn", 404, 'not-found', async (guarded) =>
    posted(`/fhir/Consent/${await guarded.idOf('Consent', guarded.per)}/$withdraw`, PARAMETERS),
  ),
  hers(
    'a consent in the name of another',
    404,
    'not-found',
    consentFor(({ per }) => per, ACCESS),
  ),
  hers("another's goals by patient", 200, 'not-found', ({ per }) => ({ path: `/fhir/Goal?patient=${per}` })),
  hers("another's goals by subject", 200, 'not-found', ({ per }) => ({ path: `/fhir/Goal?subject=Patient/${per}` })),
  hers("another's goal by _id", 200, 'not-found', async (guarded) => ({
    path: `/fhir/Goal?_id=${await guarded.idOf('Goal', guarded.per)}`,
  })),
  hers('another by her number in a body', 200, 'not-found', () =>
    posted('/fhir/Patient/_search', `identifier=urn:oid:2.16.578.1.12.4.1.4.1|${PER}`, FORM),
  ),
  hers("another's status by her number", 403, 'not-for-herself', () => posted('/fhir/Patient/$status', PARAMETERS)),
  hers('everybody', 403, 'search-too-wide', () => ({ path: '/fhir/CarePlan' })),
  hers('everybody who has a coordinator', 403, 'search-too-wide', () => ({ path: '/fhir/Provenance' })),
  hers('everybody by _has', 403, 'search-too-wide', () => ({
    path: '/fhir/Patient?_has:Goal:patient:lifecycle-status=active',
  })),
  hers('the access log', 403, 'not-for-herself', () => ({ path: '/fhir/AuditEvent?date=ge2020' })),
  hers('what changed for everybody', 403, 'insufficient-scope', () => ({ path: '/fhir/_history' })),
  hers('what changed of a type', 403, 'not-for-herself', () => ({ path: '/fhir/Goal/_history' })),
  hers('evidence for a case', 403, 'not-for-herself', ({ ingrid }) => ({ path: `/fhir/Patient/${ingrid}/$evidence` })),
  hers('whether something is sound', 403, 'not-for-herself', () =>
    posted('/fhir/Goal/$validate', '{"resourceType":"Goal"}'),
  ),
  hers('subscriptions', 403, 'not-for-herself', () => ({ path: '/fhir/Subscription' })),
  ...['batch', 'transaction'].flatMap((type) => [
    hers(`another's goal in a ${type}`, 403, 'not-for-herself', bundle(type, 'GET', 'Goal?_id=x')),
    hers(`a goal in a ${type}`, 403, 'not-for-herself', bundle(type, 'POST', 'Goal', { resourceType: 'Goal' })),
  ]),
  ...(['ingrid', 'per'] as const).flatMap((whose) => [
    hers(
      `a Patient put, ${whose}`,
      403,
      'insufficient-scope',
      changed('PUT', 'Patient', { resourceType: 'Patient' }, whose),
    ),
    hers(
      `a Consent put, ${whose}`,
      403,
      'not-for-herself',
      changed('PUT', 'Consent', { resourceType: 'Consent' }, whose),
    ),
    hers(`a Consent patched, ${whose}`, 403, 'not-for-herself', changed('PATCH', 'Consent', [], whose)),
    hers(`a goal put, ${whose}`, 403, 'insufficient-scope', changed('PUT', 'Goal', { resourceType: 'Goal' }, whose)),
    hers(`a goal deleted, ${whose}`, 403, 'insufficient-scope', changed('DELETE', 'Goal', {}, whose)),
    hers(`a plan patched, ${whose}`, 403, 'insufficient-scope', changed('PATCH', 'CarePlan', [], whose)),
  ]),
  hers('a Consent created', 403, 'not-for-herself', () => posted('/fhir/Consent', JSON.stringify(ACCESS))),
  hers('a measure created', 403, 'insufficient-scope', () =>
    posted('/fhir/ServiceRequest', '{"resourceType":"ServiceRequest"}'),
  ),
  hers('a person created', 403, 'insufficient-scope', () => posted('/fhir/Patient', '{"resourceType":"Patient"}')),
  hers('a change undone', 403, 'insufficient-scope', async (guarded) =>
    posted(`/fhir/Goal/${await guarded.idOf('Goal', guarded.ingrid)}/$undo`, PARAMETERS),
  ),
  hers('responsibility transferred', 403, 'insufficient-scope', ({ ingrid }) =>
    posted(`/fhir/Patient/${ingrid}/$transfer-responsibility`, PARAMETERS),
  ),
  hers('a coordinator appointed', 403, 'insufficient-scope', ({ ingrid }) =>
    posted(`/fhir/Patient/${ingrid}/$appoint-coordinator`, PARAMETERS),
  ),
  hers('a need reported', 403, 'insufficient-scope', () => posted('/fhir/$report-need', PARAMETERS)),
];

/** Proposals that are more than hers, and consents that are not as she says. */
export const HER_WRITING_ATTACKS: readonly Attack[] = [
  hers('a goal that is active at once', 400, 'bad-parameter', goal({ lifecycleStatus: 'active' })),
  hers('a goal said by another', 400, 'bad-parameter', goal({ expressedBy: { reference: 'Practitioner/kari' } })),
  hers('a goal said by nobody', 400, 'bad-parameter', goal({ expressedBy: undefined })),
  hers('a goal for another', 400, 'bad-parameter', (guarded) =>
    goal({ subject: { reference: `Patient/${guarded.per}` } })(guarded),
  ),
  hers(
    'a goal for another by condition',
    400,
    'bad-parameter',
    goal({ subject: { reference: `Patient?identifier=${PER}` } }),
  ),
  hers('a goal that leads to what another has', 400, 'bad-parameter', (guarded) =>
    goal({ addresses: [{ reference: `Condition/${guarded.per}` }] })(guarded),
  ),
  hers(
    'a goal with an owner',
    400,
    'bad-parameter',
    goal({
      extension: [
        {
          url: 'http://samplan.no/fhir/StructureDefinition/part-owner',
          valueReference: { identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: '310602019' } },
        },
      ],
    }),
  ),
  hers('a goal of nothing', 400, 'bad-parameter', goal({ description: { text: ' ' } })),
  hers('a goal whose notes are none', 422, 'invalid', goal({ note: 'x' })),
  hers('a goal on a condition', 400, 'bad-parameter', async (guarded) => ({
    ...(await goal({})(guarded)),
    headers: [JSON_BODY, ['if-none-exist', `identifier=urn:oid:2.16.578.1.12.4.1.4.1|${PER}`]],
  })),
  hers('a consent about another', 400, 'bad-parameter', (guarded) =>
    consentFor(({ ingrid }) => ingrid, { ...ACCESS, category: [{ text: guarded.per }] })(guarded),
  ),
  hers(
    'a consent with a paper',
    400,
    'bad-parameter',
    consentFor(({ ingrid }) => ingrid, ACCESS, {
      name: 'source',
      resource: { resourceType: 'DocumentReference', status: 'current', content: [{ attachment: { title: 'x' } }] },
    }),
  ),
];
