import { gzipSync } from 'node:zlib';
import { CLAIMS, type Guarded, type Raw } from '../guarded.ts';
import { asks, JSON_BODY, posted } from './asking.ts';
import type { Attack } from './attack.ts';

const ofPer =
  (type: string, suffix = '', method = 'GET') =>
  async (guarded: Guarded): Promise<Raw> => ({
    method,
    path: `/fhir/${type}/${type === 'Patient' ? guarded.per : await guarded.idOf(type, guarded.per)}${suffix}`,
  });

const EMERGENCY = [
  ['purpose-of-use', 'ETREAT'],
  ['emergency-reason', 'Bevisstlos%20ved%20innkomst'],
] as const;

const FORM = ['content-type', 'application/x-www-form-urlencoded'] as const;

function batchOf(method: string, url: string): Raw {
  const resource = method === 'GET' ? {} : { resource: { resourceType: url } };
  const entry = [{ request: { method, url }, ...resource }];
  return posted('/fhir', JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry }));
}

const transactionOf = (...entry: readonly object[]): Raw =>
  posted('/fhir', JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }));

const goalOf = (subject: string): object => ({
  request: { method: 'POST', url: 'Goal' },
  resource: {
    resourceType: 'Goal',
    lifecycleStatus: 'proposed',
    description: { text: 'Nytt mål' },
    subject: { reference: subject },
  },
});

const PARAMETERS = JSON.stringify({ resourceType: 'Parameters' });

function transferOf(person: string): Raw {
  const to = { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: '310602019' };
  const parameter = [{ name: 'to', valueIdentifier: to }];
  return posted(
    `/fhir/Patient/${person}/$transfer-responsibility`,
    JSON.stringify({ resourceType: 'Parameters', parameter }),
  );
}

function appointmentFor(person: string): Raw {
  const parameter = [
    { name: 'coordinator', valueReference: { reference: 'PractitionerRole/somebody' } },
    { name: 'role', valueCode: 'coordinator' },
    { name: 'no-wish', valueBoolean: true },
  ];
  return posted(
    `/fhir/Patient/${person}/$appoint-coordinator`,
    JSON.stringify({ resourceType: 'Parameters', parameter }),
  );
}

/** Another person's record, by every way there is. */
export const REACH_ATTACKS: readonly Attack[] = [
  asks("another's patient by id", 404, 'not-found', ofPer('Patient')),
  asks("another's plan by id", 404, 'not-found', ofPer('CarePlan')),
  asks("another's goal by id", 404, 'not-found', ofPer('Goal')),
  asks("another's consent by id", 404, 'not-found', ofPer('Consent')),
  asks("another's team by id", 404, 'not-found', ofPer('CareTeam')),
  asks("another's goal with HEAD", 404, 'not-found', ofPer('Goal', '', 'HEAD')),
  asks("another's goal by history", 404, 'not-found', ofPer('Goal', '/_history')),
  asks("another's goal by version", 404, 'not-found', ofPer('Goal', '/_history/1')),
  asks("another's goal by an operation", 404, 'not-found', ofPer('Goal', '/$validate')),
  asks("another's goal by undo", 403, 'forbidden', async (guarded) => ({
    ...posted(
      `/fhir/Goal/${await guarded.idOf('Goal', guarded.per)}/$undo`,
      JSON.stringify({ resourceType: 'Parameters', parameter: [{ name: 'version', valuePositiveInt: 1 }] }),
    ),
  })),
  ...['disclosures', 'evidence'].map((name) =>
    asks(`the access log of its own patient by $${name}`, 403, 'forbidden', ({ ingrid }) => ({
      path: `/fhir/Patient/${ingrid}/$${name}`,
    })),
  ),
  asks('a consent in the name of its own patient', 403, 'forbidden', ({ ingrid }) =>
    posted(`/fhir/Patient/${ingrid}/$record-consent`, PARAMETERS),
  ),
  asks('the end of a consent of its own patient', 403, 'forbidden', async (guarded) =>
    posted(`/fhir/Consent/${await guarded.idOf('Consent', guarded.ingrid)}/$withdraw`, PARAMETERS),
  ),
  asks("another's responsibility", 404, 'not-found', ({ per }) => transferOf(per)),
  asks("another's responsibility, by the controller for one patient", 404, 'not-found', ({ per }) => transferOf(per), {
    ...CLAIMS.controller,
    scope: 'patient/*.cruds',
    patient: 'somebody',
  }),
  asks("another's coordinator", 404, 'not-found', ({ per }) => appointmentFor(per)),
  asks("another's coordinator, for one patient", 404, 'not-found', ({ per }) => appointmentFor(per), {
    scope: 'patient/*.cruds',
    patient: 'somebody',
  }),
  asks("another's coordinator, by the controller for one patient", 404, 'not-found', ({ per }) => appointmentFor(per), {
    ...CLAIMS.controller,
    scope: 'patient/*.cruds',
    patient: 'somebody',
  }),
  asks('a coordinator of nobody', 404, 'not-found', () => appointmentFor('nobody')),
  asks('a coordinator with a scope to read', 403, 'insufficient-scope', ({ ingrid }) => appointmentFor(ingrid), {
    scope: 'system/*.rs',
  }),
  asks(
    'a coordinator with a right to the Patient only',
    403,
    'insufficient-scope',
    ({ ingrid }) => appointmentFor(ingrid),
    {
      scope: 'system/Patient.cruds',
    },
  ),
  asks('what everybody owes, for one patient', 403, 'insufficient-scope', () => ({ path: '/fhir/$duties' }), {
    ...CLAIMS.controller,
    scope: 'patient/*.cruds',
    patient: 'somebody',
  }),
  asks("another's goal by update", 405, 'method-not-allowed', async (guarded) => ({
    ...posted(`/fhir/Goal/${await guarded.idOf('Goal', guarded.per)}`, '{"resourceType":"Goal"}', JSON_BODY, [
      'if-match',
      'W/"1"',
    ]),
    method: 'PUT',
  })),
  asks("another's goal by patch", 405, 'method-not-allowed', async (guarded) => ({
    ...posted(
      `/fhir/Goal/${await guarded.idOf('Goal', guarded.per)}`,
      '[{"op":"remove","path":"/description"}]',
      ['content-type', 'application/json-patch+json'],
      ['if-match', 'W/"1"'],
    ),
    method: 'PATCH',
  })),
  asks("another's goals by patient", 200, 'not-found', ({ per }) => ({ path: `/fhir/Goal?patient=${per}` })),
  asks("another's goals by subject", 200, 'not-found', ({ per }) => ({ path: `/fhir/Goal?subject=Patient/${per}` })),
  asks("another's goal by _id", 200, 'not-found', async (guarded) => ({
    path: `/fhir/Goal?_id=${await guarded.idOf('Goal', guarded.per)}`,
  })),
  asks('another person by her number in a body', 200, 'not-found', () =>
    posted('/fhir/Patient/_search', 'identifier=urn:oid:2.16.578.1.12.4.1.4.1|05895500275', FORM),
  ),
  asks("another's consents by patient", 200, 'not-found', ({ per }) => ({ path: `/fhir/Consent?patient=${per}` })),
  asks('another person beside one of its own', 200, 'not-found', ({ per }) => ({
    path: `/fhir/Goal?patient=${per},unknown`,
  })),
  asks('a goal put into the record of another', 422, 'invalid', ({ per }) =>
    posted(
      '/fhir/Goal',
      JSON.stringify({
        resourceType: 'Goal',
        lifecycleStatus: 'active',
        description: { text: 'x' },
        subject: { reference: `Patient/${per}` },
      }),
    ),
  ),
  asks("another's goal in a batch", 200, 'not-found', async (guarded) =>
    batchOf('GET', `Goal/${await guarded.idOf('Goal', guarded.per)}`),
  ),
  asks('everybody in a batch', 200, 'search-too-wide', () => batchOf('GET', 'CarePlan')),
  asks('a write in a batch with a scope to read', 200, 'insufficient-scope', () => batchOf('POST', 'Goal'), {
    scope: 'system/*.rs',
  }),
  asks('everybody', 403, 'search-too-wide', () => ({ path: '/fhir/CarePlan' })),
  asks('everybody by status', 403, 'search-too-wide', () => ({ path: '/fhir/CarePlan?status=active' })),
  asks('everybody by date', 403, 'search-too-wide', () => ({ path: '/fhir/Patient?_lastUpdated=ge2020' })),
  asks('everybody who has a number', 403, 'search-too-wide', () =>
    posted('/fhir/Patient/_search', 'identifier=urn:oid:2.16.578.1.12.4.1.4.1|', FORM),
  ),
  asks('everybody, leniently', 403, 'search-too-wide', () => ({
    path: '/fhir/Goal?_has:x=1',
    headers: [['prefer', 'handling=lenient']],
  })),
  asks("another's plan with _include", 200, 'not-found', async (guarded) => ({
    path: `/fhir/CarePlan?_id=${await guarded.idOf('CarePlan', guarded.per)}&_include=*&_include:iterate=*`,
  })),
  asks("another's patient with _revinclude", 200, 'not-found', ({ per }) => ({
    path: `/fhir/Patient?_id=${per}&_revinclude=Goal:subject&_revinclude=Consent:*`,
  })),
  asks(
    '_revinclude of a type that the scope does not cover',
    403,
    'insufficient-scope',
    ({ ingrid }) => ({ path: `/fhir/Patient?_id=${ingrid}&_revinclude=Goal:subject` }),
    { scope: 'system/Patient.rs' },
  ),
  asks(
    '_include of a type that the scope does not cover',
    403,
    'insufficient-scope',
    ({ ingrid }) => ({ path: `/fhir/CarePlan?patient=${ingrid}&_include=CarePlan:goal:Goal` }),
    { scope: 'system/CarePlan.rs' },
  ),
  asks('a chain to everybody of a name', 403, 'search-too-wide', () => ({ path: '/fhir/CarePlan?subject.name=nes' })),
  asks('a chain to everybody who has a number', 403, 'search-too-wide', () =>
    posted('/fhir/CarePlan/_search', 'patient.identifier=urn:oid:2.16.578.1.12.4.1.4.1|', FORM),
  ),
  asks('a chain that does not say to what', 400, 'bad-parameter', () => ({ path: '/fhir/Goal?subject.name=a' })),
  asks('a chain to another person by her number in a body', 200, 'not-found', () =>
    posted('/fhir/CarePlan/_search', 'patient.identifier=urn:oid:2.16.578.1.12.4.1.4.1|05895500275', FORM),
  ),
  asks('a chain from what another has', 200, 'not-found', ({ per }) => ({
    path: `/fhir/Patient?_id=${per}&_has:Goal:subject:lifecycle-status=active`,
  })),
  asks(
    'a chain to a type that the scope does not cover',
    403,
    'insufficient-scope',
    ({ ingrid }) => ({
      path: `/fhir/CarePlan?patient=${ingrid}&subject.birthdate=ge1900`,
    }),
    { scope: 'system/CarePlan.rs' },
  ),
  asks(
    '_has of a type that the scope does not cover',
    403,
    'insufficient-scope',
    ({ ingrid }) => ({
      path: `/fhir/Patient?_id=${ingrid}&_has:Consent:patient:status=active`,
    }),
    { scope: 'system/Patient.rs' },
  ),
  asks(
    'a chain to a type of the launch patient only',
    403,
    'insufficient-scope',
    ({ ingrid }) => ({
      path: `/fhir/CarePlan?patient=${ingrid}&subject.birthdate=ge1900`,
    }),
    { scope: 'system/CarePlan.rs patient/Patient.rs', patient: 'somebody' },
  ),
  asks('everybody but one', 403, 'search-too-wide', ({ per }) => ({ path: `/fhir/Patient?_id:not=${per}` })),
  asks('everybody in the order of their names', 403, 'search-too-wide', () => ({ path: '/fhir/Patient?_sort=family' })),
  asks('everybody who takes part', 403, 'search-too-wide', () => ({
    path: '/fhir/CareTeam?participant=Practitioner/x',
  })),
  asks('the access log of others', 200, 'not-found', ({ per }) => ({ path: `/fhir/AuditEvent?patient=${per}` })),
  asks('a pass', 403, 'forbidden', () =>
    posted(
      '/fhir/$sync',
      JSON.stringify({ resourceType: 'Parameters', parameter: [{ name: 'mode', valueCode: 'once' }] }),
    ),
  ),
  asks(
    'one patient in the launch, another in the address',
    200,
    'not-found',
    ({ ingrid }) => ({ path: `/fhir/Goal?patient=${ingrid}` }),
    { scope: 'patient/*.rs', patient: 'somebody' },
  ),
  asks(
    'a write with a scope to read',
    403,
    'insufficient-scope',
    () => posted('/fhir/Goal', '{"resourceType":"Goal"}'),
    { scope: 'system/*.rs' },
  ),
  asks('an emergency of a machine', 403, 'emergency-person', ({ per }) => ({
    path: `/fhir/Goal?patient=${per}`,
    headers: EMERGENCY,
  })),
  asks(
    'an emergency of a person with a weak login',
    403,
    'emergency-person',
    ({ per }) => ({
      path: `/fhir/Goal?patient=${per}`,
      headers: EMERGENCY,
    }),
    { ...CLAIMS.doctor, 'helseid://claims/identity/security_level': '3' },
  ),
  asks(
    'an emergency without a reason',
    403,
    'emergency-reason',
    ({ per }) => ({ path: `/fhir/Goal?patient=${per}`, headers: [['purpose-of-use', 'BTG']] }),
    CLAIMS.doctor,
  ),
  asks(
    'an emergency because of dots',
    403,
    'emergency-reason',
    ({ per }) => ({
      path: `/fhir/Goal?patient=${per}`,
      headers: [
        ['purpose-of-use', 'BTG'],
        ['emergency-reason', '.'.repeat(40)],
      ],
    }),
    CLAIMS.doctor,
  ),
  asks(
    'an emergency with a broken encoding',
    403,
    'emergency-reason',
    ({ per }) => ({
      path: `/fhir/Goal?patient=${per}`,
      headers: [
        ['purpose-of-use', 'BTG'],
        ['emergency-reason', '%E0%A4%A'],
      ],
    }),
    CLAIMS.doctor,
  ),
  asks(
    'an emergency to write',
    403,
    'emergency-reads-only',
    () => ({
      ...posted('/fhir/Goal', '{"resourceType":"Goal"}', JSON_BODY, ...EMERGENCY),
    }),
    CLAIMS.doctor,
  ),
];

const deep = `${'{"a":'.repeat(150)}1${'}'.repeat(150)}`;

/** Paths, parameters and bodies that are made to be read in two ways, or to take long. */
export const INPUT_ATTACKS: readonly Attack[] = [
  asks('a path with dots', 404, 'not-found', () => ({ path: '/fhir/Goal/..' })),
  asks('a path with encoded dots', 404, 'not-found', () => ({ path: '/fhir/Goal/%2e%2e/AuditEvent' })),
  asks('a path with an encoded slash', 404, 'unknown-type', () => ({ path: '/fhir/Goal%2f1' })),
  asks('a path with two slashes', 404, 'not-found', () => ({ path: '/fhir//Goal' })),
  asks('a path with a semicolon', 404, 'unknown-type', () => ({ path: '/fhir/Goal;a=b/1' })),
  asks('a path with a backslash', 404, 'unknown-type', () => ({ path: '/fhir/Goal%5c1' })),
  asks('a path with a zero byte', 404, 'unknown-type', () => ({ path: '/fhir/Goal%00' })),
  asks('a path with an encoded type', 403, 'search-too-wide', () => ({ path: '/fhir/%47oal' })),
  asks('a type of the prototype', 404, 'not-found', () => ({ path: '/fhir/__proto__/1' })),
  asks('a type named constructor', 404, 'not-found', () => ({ path: '/fhir/constructor' })),
  asks('a parameter of the prototype', 400, 'unknown-parameter', ({ ingrid }) => ({
    path: `/fhir/Goal?patient=${ingrid}&__proto__[admin]=1`,
  })),
  asks('a parameter named constructor', 400, 'unknown-parameter', ({ ingrid }) => ({
    path: `/fhir/Goal?patient=${ingrid}&constructor.prototype.x=1`,
  })),
  asks('a number in the address', 400, 'identity-in-url', () => ({ path: '/fhir/Patient?identifier=05895500275' })),
  asks('a body with __proto__', 400, 'malformed', () =>
    posted('/fhir/Goal', '{"resourceType":"Goal","__proto__":{"admin":true}}'),
  ),
  asks('a body with an escaped __proto__', 400, 'malformed', () =>
    posted('/fhir/Goal', '{"resourceType":"Goal","\\u005f_proto__":{}}'),
  ),
  asks('a body with a key twice', 400, 'malformed', () =>
    posted('/fhir/Goal', '{"resourceType":"Goal","resourceType":"Patient"}'),
  ),
  asks('a body of 150 levels', 400, 'too-deep', () => posted('/fhir/Goal', deep)),
  asks('a body of 6 MB', 413, 'too-large', () => posted('/fhir/Goal', ' '.repeat(6_000_000))),
  asks('a zip bomb', 415, 'unsupported-media-type', () =>
    posted('/fhir/Goal', gzipSync(Buffer.alloc(20_000_000)), JSON_BODY, ['content-encoding', 'gzip']),
  ),
  asks('a bomb in two layers', 415, 'unsupported-media-type', () =>
    posted('/fhir/Goal', gzipSync(gzipSync(Buffer.alloc(20_000_000))), JSON_BODY, ['content-encoding', 'gzip, gzip']),
  ),
  asks('brotli', 415, 'unsupported-media-type', () => posted('/fhir/Goal', 'x', JSON_BODY, ['content-encoding', 'br'])),
  asks('a form that is JSON', 415, 'unsupported-media-type', () => posted('/fhir/Goal/_search', '{}')),
  asks('a number in a chain in the address', 400, 'identity-in-url', () => ({
    path: '/fhir/Goal?subject:Patient.identifier=05895500275',
  })),
  asks('a number in _has in the address', 400, 'identity-in-url', ({ ingrid }) => ({
    path: `/fhir/Patient?_id=${ingrid}&_has:RelatedPerson:patient:identifier=05895500275`,
  })),
  asks('a number in a modifier in the address', 400, 'identity-in-url', () => ({
    path: '/fhir/Goal?subject:identifier=urn:oid:2.16.578.1.12.4.1.4.1|1',
  })),
  asks('a search value of 10,000 alternatives', 400, 'bad-parameter', ({ ingrid }) =>
    posted('/fhir/Goal/_search', `patient=${ingrid}&lifecycle-status=${'active,'.repeat(10_000)}active`, FORM),
  ),
  asks('a search of 1,000 parameters', 400, 'bad-parameter', ({ ingrid }) =>
    posted('/fhir/Goal/_search', `patient=${ingrid}${'&lifecycle-status=active'.repeat(1_000)}`, FORM),
  ),
  asks('a chain of 20 links', 400, 'bad-parameter', ({ ingrid }) => ({
    path: `/fhir/CarePlan?patient=${ingrid}&${'part-of.'.repeat(20)}status=active`,
  })),
  asks('a _has of 20 links', 400, 'bad-parameter', ({ ingrid }) => ({
    path: `/fhir/CarePlan?patient=${ingrid}&${'_has:CarePlan:part-of:'.repeat(20)}status=active`,
  })),
  asks('an order by what is hashed', 400, 'unknown-parameter', ({ ingrid }) => ({
    path: `/fhir/Patient?_id=${ingrid}&_sort=identifier`,
  })),
  asks('a number that takes long to read', 400, 'bad-parameter', ({ ingrid }) =>
    posted('/fhir/Observation/_search', `patient=${ingrid}&value-quantity=1${'0'.repeat(100_000)}x`, FORM),
  ),
  asks('a search value of 10,000 commas', 400, 'bad-parameter', () =>
    posted('/fhir/Goal/_search', `identifier=${','.repeat(10_000)}`, FORM),
  ),
  asks('a date that takes long to read', 400, 'bad-parameter', ({ ingrid }) =>
    posted('/fhir/Goal/_search', `patient=${ingrid}&_lastUpdated=ge2026-${'0'.repeat(50_000)}x`, FORM),
  ),
  asks('a page that was made up', 400, 'bad-parameter', ({ ingrid }) => ({
    path: `/fhir/Goal?patient=${ingrid}&_page=s.AAAA`,
  })),
  asks('a page that was made up in the open', 400, 'bad-parameter', ({ ingrid }) => ({
    path: `/fhir/Goal?patient=${ingrid}&_page=p.0:1`,
  })),
  asks('a count that is no number', 400, 'bad-parameter', ({ ingrid }) => ({
    path: `/fhir/Goal?patient=${ingrid}&_count=1e9`,
  })),
  asks('a method that is overridden', 403, 'search-too-wide', () => ({
    path: '/fhir/Goal',
    headers: [['x-http-method-override', 'DELETE']],
  })),
  asks('DELETE without the version that was seen', 428, 'version-required', async (guarded) => ({
    method: 'DELETE',
    path: `/fhir/Goal/${await guarded.idOf('Goal', guarded.ingrid)}`,
  })),
  asks('DELETE of whichever version there is', 428, 'version-required', async (guarded) => ({
    method: 'DELETE',
    path: `/fhir/Goal/${await guarded.idOf('Goal', guarded.ingrid)}`,
    headers: [['if-match', '*']],
  })),
  asks('PUT without the version that was seen', 428, 'version-required', async (guarded) => ({
    ...posted(`/fhir/Goal/${await guarded.idOf('Goal', guarded.ingrid)}`, '{"resourceType":"Goal"}'),
    method: 'PUT',
  })),
  asks('PUT of an id of its own choice', 405, 'method-not-allowed', () => ({
    ...posted('/fhir/Goal/0d7c0b3a-2f43-4c5e-9a63-0f6c0c0ce8a1', '{"resourceType":"Goal"}'),
    method: 'PUT',
  })),
  asks('DELETE of everything of a type', 403, 'search-too-wide', () => ({
    method: 'DELETE',
    path: '/fhir/Goal?lifecycle-status=active',
  })),
  asks('DELETE by a number in the address', 400, 'identity-in-url', () => ({
    method: 'DELETE',
    path: '/fhir/Goal?patient.identifier=05895500275',
  })),
  asks('DELETE of a consent', 405, 'method-not-allowed', async (guarded) => ({
    method: 'DELETE',
    path: `/fhir/Consent/${await guarded.idOf('Consent', guarded.ingrid)}`,
  })),
  asks(
    'DELETE with a right to read',
    403,
    'insufficient-scope',
    async (guarded) => ({
      method: 'DELETE',
      path: `/fhir/Goal/${await guarded.idOf('Goal', guarded.ingrid)}`,
    }),
    { scope: 'system/*.rs' },
  ),
  asks('TRACE', 405, 'method-not-allowed', () => ({ method: 'TRACE', path: '/fhir/Goal' })),
  asks("another's goal by a transaction", 405, 'method-not-allowed', async (guarded) =>
    transactionOf({
      request: { method: 'PUT', url: `Goal/${await guarded.idOf('Goal', guarded.per)}`, ifMatch: 'W/"1"' },
      resource: { resourceType: 'Goal' },
    }),
  ),
  asks('a goal for another in a transaction', 422, 'invalid', ({ per }) => transactionOf(goalOf(`Patient/${per}`))),
  asks("a goal for another beside one's own person's", 422, 'invalid', ({ ingrid, per }) =>
    transactionOf(goalOf(`Patient/${ingrid}`), goalOf(`Patient/${per}`)),
  ),
  asks('a person met by criteria in a reference', 400, 'bad-parameter', () =>
    transactionOf(goalOf('Patient?_id=nobody')),
  ),
  asks('a person met by her number in a reference', 400, 'identity-in-url', () =>
    transactionOf(goalOf('Patient?identifier=05895500275')),
  ),
  asks("another's goals met by criteria in a reference", 403, 'search-too-wide', () =>
    transactionOf(goalOf('CarePlan?status=active')),
  ),
  asks(
    'who matches in a transaction, of a type that the scope does not cover',
    403,
    'insufficient-scope',
    ({ ingrid }) => transactionOf(goalOf(`Patient?_id=${ingrid}`)),
    { scope: 'system/Goal.cruds' },
  ),
  asks(
    'a transaction with a right to read',
    403,
    'insufficient-scope',
    ({ ingrid }) => transactionOf(goalOf(`Patient/${ingrid}`)),
    {
      scope: 'system/*.rs',
    },
  ),
  asks('an undo in a transaction', 403, 'forbidden', async (guarded) =>
    transactionOf({ request: { method: 'POST', url: `Goal/${await guarded.idOf('Goal', guarded.ingrid)}/$undo` } }),
  ),
];
