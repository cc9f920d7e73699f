import { SamplanError } from '../../errors.ts';
import type { Commit, Counterpart } from '../store.ts';
import { storeTexts } from '../texts.ts';
import type { Statements } from './statements.ts';

/** System of a person's own id as an identifier that leads to whom she was joined into. */
const JOINED = 'samplan:joined';

const SURVIVOR = 'SELECT person FROM person_identifiers WHERE system = ? AND value = ?';
const LEAD_ON = 'INSERT INTO person_identifiers (system, value, person) VALUES (?, ?, ?)';
const JOINED_INTO = 'SELECT value FROM person_identifiers WHERE system = ? AND person = ? ORDER BY value';
const MOVE_IDENTIFIERS = 'UPDATE person_identifiers SET person = ? WHERE person = ?';
const MOVE_COUNTERPARTS = `
  UPDATE counterparts SET person = ?
  WHERE person = ? AND partner IN (SELECT partner FROM links WHERE person = ?)`;
const END_LINKS = 'DELETE FROM links WHERE person = ?';
const END_SET_ASIDE = 'DELETE FROM set_aside WHERE person = ?';

/**
 * Whom a person was joined into; herself when she was not.
 *
 * @example
 * survivorOf(statements, 'p-2'); // 'p-1'
 */
export function survivorOf(statements: Statements, person: string): string {
  return statements.get<{ readonly person: string }>(SURVIVOR, JOINED, person)?.person ?? person;
}

/** Who was joined into a person, also through others. */
export function joinedInto(statements: Statements, person: string): readonly string[] {
  return statements.all<{ readonly value: string }>(JOINED_INTO, JOINED, person).map(({ value }) => value);
}

/** From now on everything that leads to `person` leads to `into`, also what led to her through an earlier join. */
export function join(statements: Statements, { person, into }: NonNullable<Commit['joined']>): void {
  statements.run(MOVE_COUNTERPARTS, into, person, person);
  statements.run(MOVE_IDENTIFIERS, into, person);
  statements.run(END_LINKS, person);
  statements.run(END_SET_ASIDE, person);
  statements.run(LEAD_ON, JOINED, person, into);
}

/**
 * What a run says that knew a person before she was joined. An answer that came late is kept for her survivor.
 *
 * @throws SamplanError `stale-record` where it has to look again
 */
export function aboutSurvivors(statements: Statements, change: Commit): Commit {
  const isJoined = ({ person }: { readonly person: string }): boolean => survivorOf(statements, person) !== person;
  const { identifiers = [], setAside = [], taken = [], links, counterparts } = change;
  if ([...identifiers, ...setAside, ...taken].some(isJoined)) {
    throw new SamplanError('stale-record', storeTexts.staleRecord);
  }
  // Nobody is joined by what a sender calls an identifier.
  if (identifiers.some(({ system }) => system === JOINED)) {
    throw new SamplanError('duplicate', storeTexts.identifierClaimed, { where: 'Patient.identifier', found: JOINED });
  }
  return {
    ...change,
    ...(links ? { links: links.filter((link) => !isJoined(link)) } : {}),
    ...(counterparts ? { counterparts: counterparts.map((one) => ofSurvivor(statements, one)) } : {}),
  };
}

function ofSurvivor(statements: Statements, counterpart: Counterpart): Counterpart {
  const { person } = counterpart;
  return person === undefined ? counterpart : { ...counterpart, person: survivorOf(statements, person) };
}
