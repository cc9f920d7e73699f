import { type Disclosure, disclosuresOf } from '../audit/disclosures.ts';
import { SamplanError } from '../errors.ts';
import { NATIONAL } from '../record/systems.ts';
import type { Stored } from '../store/store.ts';
import { accessLogOf } from './access-log-of.ts';
import type { Context } from './context.ts';

/** Who received or read a person's plan, the newest first. */
export interface Disclosures {
  readonly patient: Stored;
  readonly disclosures: readonly Disclosure[];
  /** Names of the organizations by number, as far as they are known here. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Who received or read a person's plan, when, which parts, and on what basis (pasientjournalforskriften § 14). Whoever shows
 * it traces that.
 *
 * @throws SamplanError `not-found` where there is no such person
 * @example
 * (await listDisclosures(context, person)).disclosures.map(({ organization, how }) => [organization, how]);
 */
export async function listDisclosures(context: Context, person: string): Promise<Disclosures> {
  const { store } = context;
  const patient = await patientOf(context, person);
  const disclosures = disclosuresOf(await accessLogOf(store, patient.resource.id ?? '')).toReversed();
  const names = new Map<string, string>();
  for (const number of new Set(disclosures.map(({ organization }) => organization))) {
    const name = await nameOf(context, number);
    if (name !== undefined) names.set(number, name);
  }
  return { patient, disclosures, names };
}

/** The Patient of a person, or of who she was found to be. Throws `not-found`. */
export async function patientOf({ store }: Pick<Context, 'store'>, person: string): Promise<Stored> {
  const patient = await store.read('Patient', await store.survivor(person));
  if (patient && !patient.deleted) return patient;
  throw new SamplanError(
    'not-found',
    {
      nb: 'Det finnes ingen slik person her. Søk med POST Patient/_search.',
      nn: 'Det finst ingen slik person her. Søk med POST Patient/_search.',
      en: 'There is no such person here. Search with POST Patient/_search.',
    },
    { where: 'Patient' },
  );
}

async function nameOf({ store, controller, partners }: Context, number: string): Promise<string | undefined> {
  const party = [controller, ...partners].find(({ organization }) => organization === number);
  if (party) return party.name;
  const values = [{ system: NATIONAL.organization, code: number }];
  const { resources } = await store.search({
    type: 'Organization',
    filters: [{ kind: 'token', name: 'identifier', values }],
    count: 1,
  });
  const found = resources[0]?.resource;
  return found?.resourceType === 'Organization' ? found.name : undefined;
}
