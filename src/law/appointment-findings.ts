import type { CareTeamParticipant } from '@medplum/fhirtypes';
import { birthday, hasCome } from '../record/day.ts';
import { organizationsOfParticipant } from '../record/organizations.ts';
import { startOf } from '../record/period.ts';
import type { PlanRecord } from '../record/record.ts';
import { responsibleFor } from '../record/transfer.ts';
import type { Finding, Text } from '../validation/finding.ts';
import { type Appointment, givingWay, isBegun, leadersDuring, leads } from './appointment.ts';
import { COORDINATOR_LAW, GROWN_UP } from './coordinator-law.ts';
import { isHealthPersonnel, isSameMember, participants, sectorOf } from './participation.ts';
import { deathOf, personIn } from './person.ts';
import type { Member } from './rule.ts';

/** The level that a koordinerende enhet is of. */
type Level = 'municipal' | 'specialist';

/** An appointment as the law looks at it, before anything is written. */
export interface Proposed extends Appointment {
  readonly record: PlanRecord;
  readonly level: Level;
  /** Organizations whose level is known. */
  readonly members: readonly Member[];
}

/**
 * Whether the unit answers for a participant: its own people, and for a municipality those of services that have no
 * koordinerende enhet of their own (hol § 3-4: it may decide which service coordinates).
 */
export function isOursIn(
  { record, level, members, unit }: Pick<Proposed, 'record' | 'level' | 'members' | 'unit'>,
  participant: CareTeamParticipant,
): boolean {
  const organizations = organizationsOfParticipant(participant, record.directory);
  if (organizations.length === 0 || organizations.includes(unit)) return true;
  return level === 'municipal' && sectorOf(record, members, participant) === 'other';
}

/**
 * What stands against an appointment (errors), and what the law says of it (warnings). Form where the unit makes it: what it
 * does is mended first, where the same, found elsewhere, is a fact about the world.
 *
 * @example
 * appointmentFindings({ ...appointment, record, level: 'specialist', members }).map(({ rule }) => rule); // ['trust-coordinator-personnel']
 */
export function appointmentFindings(proposed: Proposed): readonly Finding[] {
  const { record, at, level, role, member, period, members } = proposed;
  const found: Finding[] = [];
  const add = (finding: Finding, isThere: boolean): void => {
    if (isThere) found.push(finding);
  };
  const isGrownUp = hasCome(birthday(personIn(record)?.birthDate, GROWN_UP), startOf(period.start));
  const leaders = leadersDuring(record, period).map(({ participant }) => participant);
  const others = leaders.filter((one) => !isSameMember(one, { member }));
  const isMunicipal = (one: CareTeamParticipant): boolean => sectorOf(record, members, one) === 'municipal';
  const isTrustsLead = level === 'specialist' && leads(role);

  add(FOR_THE_LIVING, deathOf(record, at) !== undefined);
  add(OWN_PEOPLE, !isOursIn(proposed, { member }));
  add(
    byLaw('trust-coordinator-personnel', 'coordinator', 'error', 'a coordinator without one'),
    level === 'specialist' && !isHealthPersonnel(record, member),
  );
  add(BY_MUNICIPALITY, level === 'specialist' && role === 'child-coordinator');
  add(
    byLaw('child-coordinator-ends', 'role', 'error', 'a person who is grown up then'),
    role === 'child-coordinator' && isGrownUp,
  );
  add(
    byLaw('responsible-coordinator', 'role', 'error', 'none: it is who is appointed as coordinator'),
    !leads(role) && leaders.some((one) => isSameMember(one, { member })),
  );
  if (isTrustsLead && others.some(isMunicipal))
    add(
      byLaw(
        'municipality-coordinates',
        'role',
        'error',
        'a responsible coordinator of the municipality who would be replaced',
      ),
      true,
    );
  else {
    const takesPart = participants(record, at).some(({ participant }) => isMunicipal(participant));
    add(
      byLaw('municipality-coordinates', 'role', 'warning', 'a responsible coordinator of the health trust'),
      isTrustsLead && takesPart,
    );
  }
  // The one who has begun has coordinated until then: that is not written away.
  const leaving = givingWay(record, proposed, (one) => isOursIn(proposed, one));
  add(
    NOT_BEFORE,
    leaving.some((one) => hasBegun(one, at) && !isBegun(one, period.start)),
  );
  return found;
}

/**
 * Whether a municipality's unit is that of the one which is responsible for the person; a health trust appoints its own
 * coordinator beside it (sphl § 2-5 a).
 */
export function isResponsibleUnit({ record, level, members, unit, at }: Proposed): boolean {
  const responsible = responsibleFor(record, at);
  if (level === 'specialist' || responsible === undefined || responsible === unit) return true;
  return members.some(({ organization, sector }) => organization === responsible && sector !== 'municipal');
}

/**
 * Whether the unit may take over from who is responsible at that time: its own, or a municipality from a health trust (hol
 * § 7-1). Between two municipalities the responsibility is transferred first.
 */
export function maySucceed({ record, level, members, unit, role, member, period }: Proposed): boolean {
  if (!leads(role)) return true;
  return leadersDuring(record, period)
    .map(({ participant }) => participant)
    .filter((one) => !isSameMember(one, { member }) && !isOursIn({ record, level, members, unit }, one))
    .every((one) => level === 'municipal' && sectorOf(record, members, one) === 'specialist');
}

function hasBegun({ period }: CareTeamParticipant, at: string): boolean {
  return period?.start === undefined || startOf(period.start) <= at;
}

/** A rule about records, as this appointment breaks it. */
function byLaw(key: string, path: string, severity: Finding['severity'], found: string): Finding {
  const rule = COORDINATOR_LAW.find((one) => one.key === key);
  if (!rule) throw new TypeError(`There is no rule ${key}`);
  const { reference, expected, message, action } = rule;
  return { severity, code: 'business-rule', rule: key, path, reference, expected, found, message, action };
}

type Told = Pick<Finding, 'rule' | 'path' | 'reference' | 'expected' | 'found'>;

function refusal(told: Told, message: Text, action: Text): Finding {
  return { severity: 'error', code: 'business-rule', ...told, message, action };
}

const FOR_THE_LIVING = refusal(
  {
    rule: 'appointed-for-living',
    path: 'Patient.deceased',
    reference: 'pbrl § 2-5 b',
    expected: 'a person who lives',
    found: 'a person who is dead',
  },
  {
    nb: 'Personen er død: det oppnevnes ingen koordinator.',
    nn: 'Personen er død: det blir ikkje nemnt opp nokon koordinator.',
    en: 'The person is dead: no coordinator is appointed.',
  },
  {
    nb: 'Er dødsfallet registrert ved en feil, rett Patient.deceased først.',
    nn: 'Er dødsfallet registrert ved ein feil, rett Patient.deceased først.',
    en: 'Where the death was recorded in error, correct Patient.deceased first.',
  },
);

const OWN_PEOPLE = refusal(
  {
    rule: 'appoints-own',
    path: 'coordinator',
    reference: 'hol § 7-3',
    expected: 'somebody who acts for the unit’s own organization',
    found: 'somebody who acts for another',
  },
  {
    nb: 'Koordinerende enhet oppnevner sine egne. Andre kommuner og helseforetak har sin egen enhet.',
    nn: 'Koordinerande eining nemner opp sine eigne. Andre kommunar og helseføretak har si eiga eining.',
    en: 'A koordinerende enhet appoints its own people. Other municipalities and health trusts have a unit of their own.',
  },
  {
    nb: 'Velg en stilling i egen virksomhet, eller be den andre enheten om å oppnevne.',
    nn: 'Vel ei stilling i eiga verksemd, eller be den andre eininga om å nemne opp.',
    en: 'Choose a post in your own organization, or ask the other unit to appoint.',
  },
);

const BY_MUNICIPALITY = refusal(
  {
    rule: 'child-coordinator-municipal',
    path: 'role',
    reference: 'hol § 7-2 a',
    expected: 'responsible-coordinator or coordinator',
    found: 'child-coordinator',
  },
  {
    nb: 'Det er kommunen som oppnevner barnekoordinator.',
    nn: 'Det er kommunen som nemner opp barnekoordinator.',
    en: 'It is the municipality that appoints a child coordinator.',
  },
  {
    nb: 'Meld behovet til kommunens koordinerende enhet, og oppnevn helseforetakets koordinator som coordinator.',
    nn: 'Meld behovet til den koordinerande eininga i kommunen, og nemn opp koordinatoren i helseføretaket som coordinator.',
    en: 'Report the need to the koordinerende enhet of the municipality, and appoint the health trust’s coordinator as coordinator.',
  },
);

const NOT_BEFORE = refusal(
  {
    rule: 'appointed-in-turn',
    path: 'period.start',
    reference: 'pbrl § 2-5 b',
    expected: 'a time after the present coordinator began',
    found: 'a time before that',
  },
  {
    nb: 'Den som koordinerer nå, begynte senere enn dette.',
    nn: 'Den som koordinerer no, byrja seinare enn dette.',
    en: 'Who coordinates now began later than this.',
  },
  {
    nb: 'Oppgi en senere dag, eller utelat den: da gjelder oppnevningen fra nå.',
    nn: 'Gje opp ein seinare dag, eller utelat han: då gjeld oppnemninga frå no.',
    en: 'Give a later day, or leave it out: the appointment is then from now on.',
  },
);
