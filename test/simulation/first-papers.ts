import type { Resource } from '@medplum/fhirtypes';
import type { Party } from '../../src/consent/party.ts';
import type { NamedPart } from './ledger.ts';
import { accessOf, goalOf, measureOf, PARTIES, patientOf, planMadeOf, planOf, teamOf } from './papers.ts';

/** A person who is new at the municipality. */
interface NewPerson {
  readonly person: number;
  /** What numbers she has. */
  readonly kinds: readonly ('fnr' | 'dnr')[];
  /** To the plan being made; without, it may not be active. */
  readonly isConsented: boolean;
  readonly partners: readonly { readonly party: Party; readonly index: number }[];
  readonly at: string;
  /** The text of a new part. */
  named(kind: NamedPart['kind'], owners: readonly Party[]): string;
}

/** Her papers as the municipality writes them: an active plan that all but some of the partners may see. */
export function firstPapers({ person, kinds, isConsented, partners, at, named }: NewPerson): readonly Resource[] {
  const subject = { reference: `Patient/p${person}-patient` };
  const id = (name: string): string => `p${person}-${name}`;
  const municipality = PARTIES.slice(0, 1);
  const [goal1, goal2] = [named('goal', municipality), named('goal', municipality)];
  const measure1 = named('measure', municipality);
  const performer = partners[1]?.party;
  const measure2 = named('measure', performer ? [performer] : municipality);
  const plan = named('plan', municipality);
  const seeing = partners.filter(({ index }) => (person + index) % 4 !== 3);
  const [goals, measures] = [
    [id('goal-1'), id('goal-2')],
    [id('measure-1'), id('measure-2')],
  ];
  return [
    patientOf(id('patient'), person, kinds),
    teamOf(id('team'), subject),
    ...(isConsented ? [planMadeOf(id('plan-made'), subject, at)] : []),
    ...seeing.map(({ party, index }) => accessOf(id(`access-${index}`), subject, party, at)),
    goalOf(id('goal-1'), subject, goal1),
    goalOf(id('goal-2'), subject, goal2),
    measureOf(id('measure-1'), subject, id('plan'), measure1, municipality[0]),
    measureOf(id('measure-2'), subject, id('plan'), measure2, performer ?? municipality[0]),
    planOf(id('plan'), subject, id('team'), plan, goals, measures),
  ];
}
