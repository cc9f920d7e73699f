import { isDeepStrictEqual } from 'node:util';
import type { CarePlan, Resource } from '@medplum/fhirtypes';
import { navFaults } from './check-nav.ts';
import { Holdings, referenceTo } from './holdings.ts';
import type { Exchange } from './peer/journal.ts';
import { AMINA, comesOfAge } from './people/amina.ts';
import { ARNE } from './people/arne.ts';
import { BERIT, BERIT_ADDRESS, BERIT_GOAL_AFTER } from './people/berit.ts';
import type { Calendar } from './people/calendar.ts';
import { EMIL, EMIL_GOAL_AFTER, EMIL_HIDDEN } from './people/emil.ts';
import { EVERYONE } from './people/everyone.ts';
import { GUNNAR } from './people/gunnar.ts';
import { HANNA, HANNA_GOAL_AFTER } from './people/hanna.ts';
import { INGRID } from './people/ingrid.ts';
import { JONAS } from './people/jonas.ts';
import { LIV, LIV_GOAL_AFTER, LIV_MEASURE_AFTER } from './people/liv.ts';
import { MAGNUS } from './people/magnus.ts';
import { NILS, NILS_ACTIVITY } from './people/nils.ts';
import { OLE } from './people/ole.ts';
import {
  FJORDVIK,
  GRANLI,
  HPR,
  NAV,
  organizationNumber,
  PRACTITIONERS,
  SERVERS,
  type ServerName,
  SYSTEMS,
  TRUST,
} from './people/organizations.ts';
import { PER, PER_MEASURES } from './people/per.ts';
import { identify, type Person } from './people/person.ts';
import { RANDI, RANDI_GOAL_AFTER, RANDI_MEASURE_AFTER } from './people/randi.ts';
import { SARA, SARA_PLANS } from './people/sara.ts';
import { SOLVEIG, SOLVEIG_GOAL, SOLVEIG_OTHER } from './people/solveig.ts';
import { TUVA } from './people/tuva.ts';
import { papersOf, type Stage, seedsOf } from './stage.ts';

type Held = Readonly<Record<ServerName, Holdings>>;

/** What the story says of one person's papers; the sentences that do not hold. */
type Check = (held: Held, fnr: string, repaired: boolean) => readonly string[];

/** A sentence, and whether it holds. */
type Claim = readonly [sentence: string, holds: boolean];

const PARTS = ['CarePlan', 'CareTeam', 'Goal', 'ServiceRequest', 'Task', 'Condition'] as const;
const DIRECTORY = ['Organization', 'Practitioner', 'PractitionerRole', 'Patient'];

const CHECKS: ReadonlyMap<Person, Check> = new Map<Person, Check>([
  [INGRID, (held, fnr) => [...samePlan(held, fnr), ...sameParts(held, fnr)]],
  [
    JONAS,
    (held, fnr) => [
      ...samePlan(held, fnr, 'draft'),
      ...sameParts(held, fnr),
      ...failed([
        ['the need report stands at the municipality', held[FJORDVIK].of('ServiceRequest', fnr).some(isNeedReport)],
        ['the trust sees the municipal coordinator', coordinators(held[TRUST], fnr).includes(PRACTITIONERS.turid.hpr)],
      ]),
    ],
  ],
  [AMINA, (held, fnr) => [...samePlan(held, fnr), ...sameParts(held, fnr)]],
  [
    PER,
    (held, fnr) => [
      ...samePlan(held, fnr),
      ...sameParts(held, fnr),
      ...failed(
        SYSTEMS.map((system): Claim => {
          const measures = held[system].measures(held[system].of('CarePlan', fnr)[0]);
          const expected = Object.entries(PER_MEASURES).map(([what, how]) => `${what}: ${how}`);
          return [`${system} holds the four measures, each once`, sameTexts(measures, expected)];
        }),
      ),
    ],
  ],
  [
    SOLVEIG,
    (held, fnr, repaired) =>
      failed([
        ...SYSTEMS.flatMap((system): readonly Claim[] => {
          const goals = held[system].goals(held[system].of('CarePlan', fnr)[0]);
          const own = repaired ? SOLVEIG_GOAL[FJORDVIK] : SOLVEIG_GOAL[system];
          return [
            [`${system} holds ${repaired ? 'the text decided on' : 'its own text'}`, goals.includes(own)],
            [`${system} holds two goals`, goals.length === 2],
          ];
        }),
        ['the rest of the plan went on', held[TRUST].contains(SOLVEIG_OTHER)],
      ]),
  ],
  [
    MAGNUS,
    (held, fnr, repaired) =>
      repaired
        ? [...samePlan(held, fnr), ...sameParts(held, fnr)]
        : failed([
            ['nothing of him stands at the municipality', held[FJORDVIK].patients(fnr).length === 0],
            ['his goal stands only at the trust', !held[FJORDVIK].contains('mi eiga leilegheit')],
          ]),
  ],
  [
    LIV,
    (held, fnr, repaired) => [
      ...failed(
        [LIV_GOAL_AFTER, LIV_MEASURE_AFTER].map(
          (text): Claim => [
            repaired
              ? 'what changed meanwhile reached the trust'
              : 'nothing written after the withdrawal reached the trust',
            held[TRUST].contains(text) === repaired,
          ],
        ),
      ),
      ...(repaired ? [...samePlan(held, fnr), ...sameParts(held, fnr)] : []),
    ],
  ],
  [
    OLE,
    (held, fnr) =>
      failed([
        ['one team stands at the trust', held[TRUST].of('CareTeam', fnr).length === 1],
        ['the trust sees the coordinator', coordinators(held[TRUST], fnr).includes(PRACTITIONERS.kari.hpr)],
        ['no plan stands anywhere', SYSTEMS.every((system) => held[system].of('CarePlan', fnr).length === 0)],
        ['no consent of his stands at the trust', held[TRUST].of('Consent', fnr).length === 0],
      ]),
  ],
  [
    SARA,
    (held, fnr) =>
      failed(
        SYSTEMS.flatMap((system): readonly Claim[] => {
          const plans = held[system].of('CarePlan', fnr);
          const other = system === TRUST ? FJORDVIK : TRUST;
          return [
            [
              `her only plan at ${system} is its own`,
              plans.length === 1 && plans[0]?.title === SARA_PLANS[system].title,
            ],
            [`her plan at ${system} goes on`, plans[0]?.status === 'active'],
            [`nothing of ${other}’s plan stands at ${system}`, !held[system].contains(SARA_PLANS[other].goal)],
            [`her team stands at ${system}`, held[system].of('CareTeam', fnr).length === 1],
          ];
        }),
      ),
  ],
  [
    NILS,
    (held, fnr) => [
      ...samePlan(held, fnr),
      ...sameParts(held, fnr),
      ...failed([['what the NAV office added stands at the municipality', held[FJORDVIK].contains(NILS_ACTIVITY)]]),
    ],
  ],
  [
    BERIT,
    (held, fnr) =>
      failed([
        ['what was written in her plan stands at the municipality', held[FJORDVIK].contains(BERIT_GOAL_AFTER)],
        ['nobody at the trust knows her', held[TRUST].patients(fnr).length === 0],
        ...['Berit', BERIT_ADDRESS, BERIT_GOAL_AFTER].map(
          (text): Claim => ['nothing of her stands at the trust', !held[TRUST].contains(text)],
        ),
      ]),
  ],
  [TUVA, (held, fnr) => [...samePlan(held, fnr), ...sameParts(held, fnr)]],
  [
    ARNE,
    (held, fnr) =>
      failed([
        ['his plan goes on at the municipality', held[FJORDVIK].of('CarePlan', fnr)[0]?.status === 'active'],
        ['the trust gets no copy again', held[TRUST].of('CarePlan', fnr).length === 0],
      ]),
  ],
  [
    EMIL,
    (held, fnr) => {
      const [ours, theirs] = [held[FJORDVIK], held[TRUST]];
      const [plan] = ours.of('CarePlan', fnr);
      const [copy] = theirs.of('CarePlan', fnr);
      const kinds = ours.of('Consent', fnr).map((consent) => JSON.stringify(consent.category));
      return failed([
        ...SYSTEMS.map(
          (system): Claim => [`one plan stands at ${system}`, held[system].of('CarePlan', fnr).length === 1],
        ),
        ['the municipality sees the rest', ours.measures(plan).length === 1 && ours.goals(plan).length === 1],
        ['the municipality never got the measure', !ours.contains(EMIL_HIDDEN)],
        ['the opposition itself is not shown there', !kinds.some((kind) => kind.includes('opposition'))],
        [
          'nor what he lets NAV see',
          !ours.of('Consent', fnr).some((one) => JSON.stringify(one).includes(organizationNumber('nav'))),
        ],
        ['what the municipality wrote arrived', theirs.goals(copy).includes(EMIL_GOAL_AFTER)],
        ['both plans have the title that it wrote', plan?.title === copy?.title],
        [
          'the measure survives at the trust, in its plan',
          theirs.contains(EMIL_HIDDEN) && theirs.measures(copy).length === 2,
        ],
      ]);
    },
  ],
  [
    RANDI,
    (held, fnr) => [
      ...samePlan(held, fnr),
      ...sameParts(held, fnr),
      ...failed([
        [
          'the goal arrived after the outage',
          held[TRUST].of('Goal', fnr).some(({ description }) => description.text === RANDI_GOAL_AFTER),
        ],
        [
          'the measure arrived after the outage',
          held[TRUST].of('ServiceRequest', fnr).some(({ code }) => code?.text === RANDI_MEASURE_AFTER),
        ],
      ]),
    ],
  ],
  [
    HANNA,
    (held, fnr) => [
      ...samePlan(held, fnr, 'active', GRANLI),
      ...failed([
        ['what she says at Granli reached the trust', held[TRUST].contains(HANNA_GOAL_AFTER)],
        ['nothing of that reached Fjordvik', !held[FJORDVIK].contains(HANNA_GOAL_AFTER)],
        ['Fjordvik’s copy stays', held[FJORDVIK].of('CarePlan', fnr).length === 1],
        ['the trust sees Granli’s coordinator', coordinators(held[TRUST], fnr).includes(PRACTITIONERS.astrid.hpr)],
        ['Fjordvik does not', !coordinators(held[FJORDVIK], fnr).includes(PRACTITIONERS.astrid.hpr)],
      ]),
    ],
  ],
  [
    GUNNAR,
    (held, fnr) => [
      ...samePlan(held, fnr, 'completed'),
      ...sameParts(held, fnr),
      ...failed(
        SYSTEMS.map((system): Claim => {
          const [patient] = held[FJORDVIK].patients(fnr);
          const end = held[system].of('CarePlan', fnr)[0]?.period?.end;
          return [`his plan at ${system} ends on the day of his death`, end === patient?.deceasedDateTime];
        }),
      ),
    ],
  ],
]);

/** What the story promises of a person or of a system, and what of it is not so. */
export interface Verdict {
  readonly of: string;
  readonly faults: readonly string[];
}

/** Everything the story promises about what the partners hold, read from them. */
export async function check({ partners, nav, samplan, when }: Stage, repaired: boolean): Promise<readonly Verdict[]> {
  const [municipal, specialist, neighbour] = await Promise.all(
    SERVERS.map((system) => partners[system].controls.all()),
  );
  const journals = await Promise.all(SERVERS.map((system) => partners[system].controls.journal()));
  const held: Held = {
    [FJORDVIK]: new Holdings(municipal ?? []),
    [TRUST]: new Holdings(specialist ?? []),
    [GRANLI]: new Holdings(neighbour ?? []),
  };
  const duties = await samplan.duties();
  return [
    { of: 'duties', faults: dutiesOwed(duties, when) },
    ...EVERYONE.map((person) => {
      const { fnr, given } = identify(person.profile, when);
      const sentences = [
        ...onePatientAtMost(held, fnr),
        ...(CHECKS.get(person)?.(held, fnr, repaired) ?? ['has no check']),
      ];
      return { of: given, faults: sentences.map((sentence) => `not so: ${sentence}`) };
    }),
    ...SERVERS.map((system, index) => ({
      of: system,
      faults: [
        ...held[system].faults(),
        ...rewritten(system, held[system], when),
        ...steppedBack(journals[index] ?? [], held[system], when),
      ],
    })),
    { of: NAV, faults: (await navFaults(nav, when)).map((sentence) => `not so: ${sentence}`) },
  ];
}

/** What Samplan lists as owed: for Amina when she turns 18, and for Gunnar that his record is kept. */
function dutiesOwed(duties: Awaited<ReturnType<Stage['samplan']['duties']>>, when: Calendar): readonly string[] {
  const due = (rule: string): readonly (string | null)[] =>
    duties.filter((duty) => duty.rule === rule).map((duty) => duty.due);
  return failed([
    [
      'one duty is listed for the day on which Amina turns 18',
      isDeepStrictEqual([...due('child-coordinator-ends')], [comesOfAge(identify(AMINA.profile, when))]),
    ],
    ['one duty says until when Gunnar’s record is kept', due('record-kept').length === 1],
  ]).map((sentence) => `not so: ${sentence}`);
}

/** One plan on each side, and the two the same. */
function samePlan(
  held: Held,
  fnr: string,
  status: CarePlan['status'] = 'active',
  municipality: typeof FJORDVIK | typeof GRANLI = FJORDVIK,
): readonly string[] {
  const [ours, theirs] = [held[municipality], held[TRUST]];
  const [plan] = ours.of('CarePlan', fnr);
  const [copy] = theirs.of('CarePlan', fnr);
  return failed([
    ...[municipality, TRUST].map(
      (system): Claim => [`one plan stands at ${system}`, held[system as ServerName].of('CarePlan', fnr).length === 1],
    ),
    ['both plans have the same title', plan?.title === copy?.title],
    [`both plans are ${status}`, plan?.status === status && copy?.status === status],
    ['both plans have the same period', isDeepStrictEqual(plan?.period, copy?.period)],
    ['both plans lead to the same goals', sameTexts(ours.goals(plan), theirs.goals(copy))],
    ['both plans lead to the same measures', sameTexts(ours.measures(plan), theirs.measures(copy))],
    ['the plans have goals', ours.goals(plan).length > 0],
    ['the plans have measures', ours.measures(plan).length > 0],
  ]);
}

/** Nothing doubled, nothing left behind, nothing changed on the way. */
function sameParts(held: Held, fnr: string): readonly string[] {
  return failed(
    PARTS.flatMap((type): readonly Claim[] => {
      const [ours, theirs] = [held[FJORDVIK].sayings(type, fnr), held[TRUST].sayings(type, fnr)];
      return [
        [`both sides hold as many of ${type} (${ours.length} and ${theirs.length})`, ours.length === theirs.length],
        [`both sides say the same in ${type}`, ours.length !== theirs.length || isDeepStrictEqual(ours, theirs)],
      ];
    }),
  );
}

function onePatientAtMost(held: Held, fnr: string): readonly string[] {
  return failed(SERVERS.map((system): Claim => [`known once at ${system}`, held[system].patients(fnr).length <= 1]));
}

/** What Samplan may never write over: the directory, patients, and the papers of those whom nobody edited. */
function rewritten(system: ServerName, held: Holdings, when: Calendar): readonly string[] {
  const untouched = new Set(
    EVERYONE.filter(({ acts }) => acts.length === 0).flatMap((person) =>
      papersOf(person, system, when).map(referenceTo),
    ),
  );
  // Patients that their own system changes: Nils gets his number there, and Gunnar's death is recorded.
  const changed = new Set(
    [NILS, GUNNAR].flatMap((person) =>
      person
        .seed(identify(person.profile, when), when)
        [FJORDVIK].filter((one) => one.resourceType === 'Patient')
        .map(referenceTo),
    ),
  );
  return seedsOf(system, when)
    .filter((seed) => !changed.has(referenceTo(seed)))
    .filter((seed) => DIRECTORY.includes(seed.resourceType) || untouched.has(referenceTo(seed)))
    .filter((seed) => !isDeepStrictEqual(content(held.target(referenceTo(seed))), content(seed)))
    .map((seed) => `${referenceTo(seed)} was written over`);
}

/** A plan that others read as active is a draft to nobody, not even while Samplan writes around it. */
function steppedBack(journal: readonly Exchange[], held: Holdings, when: Calendar): readonly string[] {
  const drafts = new Set(held.of('CarePlan', identify(JONAS.profile, when).fnr).map(referenceTo));
  return journal.flatMap(({ method, path, body }) => {
    const plan = path.replace('/fhir/', '');
    const { status } = (body ?? {}) as Partial<CarePlan>;
    return method === 'PUT' && plan.startsWith('CarePlan/') && status === 'draft' && !drafts.has(plan)
      ? [`${plan} was written back as a draft`]
      : [];
  });
}

function content(resource: Resource | undefined): unknown {
  // What a server writes there by itself.
  const { versionId: _version, lastUpdated: _instant, source: _source, ...meta } = resource?.meta ?? {};
  return JSON.parse(JSON.stringify({ ...resource, meta }));
}

/** HPR numbers of the responsible coordinators in the person's teams, whether named directly or by their post. */
function coordinators(held: Holdings, fnr: string): readonly string[] {
  const members = held
    .of('CareTeam', fnr)
    .flatMap(({ participant = [] }) => participant)
    .filter(({ role }) => JSON.stringify(role ?? []).includes('responsible-coordinator'))
    .map(({ member }) => member);
  return members.flatMap((member) => {
    const target = held.target(member?.reference);
    const practitioner =
      target?.resourceType === 'PractitionerRole' ? held.target(target.practitioner?.reference) : target;
    const identifiers = practitioner?.resourceType === 'Practitioner' ? (practitioner.identifier ?? []) : [];
    return [...identifiers, ...(member?.identifier === undefined ? [] : [member.identifier])].flatMap(
      ({ system, value }) => (system === HPR && value !== undefined ? [value] : []),
    );
  });
}

function isNeedReport({ intent }: { readonly intent: string }): boolean {
  return intent === 'proposal';
}

function sameTexts(left: readonly string[], right: readonly string[]): boolean {
  // Copies first: under jest, arrays out of an answer are of another realm, and then nothing equals them.
  return isDeepStrictEqual([...left].toSorted(), [...right].toSorted());
}

function failed(claims: readonly Claim[]): readonly string[] {
  return claims.flatMap(([sentence, holds]) => (holds ? [] : [sentence]));
}
