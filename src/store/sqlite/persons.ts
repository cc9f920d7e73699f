import { SamplanError } from '../../errors.ts';
import type { PersonIdentifier } from '../store.ts';
import { storeTexts } from '../texts.ts';
import type { Statements } from './statements.ts';

const PERSON = 'SELECT person FROM person_identifiers WHERE system = ?1 AND value = hidden_number(?1, ?2)';
/** What is not sealed need not stand there twice. */
const CLAIM = `
  INSERT INTO person_identifiers (system, value, person, sealed)
  VALUES (?1, hidden_number(?1, ?2), ?3, nullif(seal('person_identifiers.sealed', ?2), ?2))`;

interface PersonRow {
  readonly person: string;
}

/** Persons that any of the identifiers leads to, in the order of the identifiers. */
export function findPersons(statements: Statements, identifiers: readonly PersonIdentifier[]): readonly string[] {
  const found = identifiers.flatMap(({ system, value }) => statements.get<PersonRow>(PERSON, system, value) ?? []);
  return [...new Set(found.map((row) => row.person))];
}

/**
 * An identifier leads to a person from now on. `duplicate` when it leads to another; the error does not repeat it.
 *
 * @example
 * claimIdentifier(statements, { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value, person: 'p-1' });
 */
export function claimIdentifier(
  statements: Statements,
  { system, value, person }: PersonIdentifier & { readonly person: string },
): void {
  const holder = statements.get<PersonRow>(PERSON, system, value)?.person;
  if (holder === person) return;
  if (holder !== undefined) {
    throw new SamplanError('duplicate', storeTexts.identifierClaimed, { where: 'Patient.identifier', found: system });
  }
  statements.run(CLAIM, system, value, person);
}
