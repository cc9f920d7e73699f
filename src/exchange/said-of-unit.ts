import type { Identifier, Organization, Reference, Resource } from '@medplum/fhirtypes';
import type { Party } from '../consent/party.ts';
import { directoryIdentifiers, organizationOf, sameOrganization } from '../record/identity.ts';
import { equal } from '../record/json.ts';
import { organizationsOf } from '../record/organizations.ts';
import { NATIONAL } from '../record/systems.ts';
import type { Context } from './context.ts';
import { loadDirectory } from './load-record.ts';

/** What a party says of an entry of the directory, as far as it is its to say. */
export interface Said<R extends Resource> {
  readonly entry: R;
  /** It is the party itself, or a unit of it. */
  readonly isOwn: boolean;
}

/**
 * An entry without what its sender has no say in. Who the owner of a part is a unit of sees the part as its own, so of those that take part
 * here, the controller and the partners of the configuration, each says of itself and its own units what they are part of, and nobody
 * else does. Nor does anybody give another's number to one that has a number, or take it away; nor move another's post or service.
 *
 * @param entry in our ids
 * @param current the same entry as it stands: whom it concerns it goes on concerning, whatever the new text leaves out
 * @example
 * (await saidOfUnit(context, trust, { ...unit, partOf: { reference: 'Organization/fjordvik' } })).entry.partOf; // undefined
 */
export async function saidOfUnit<R extends Resource>(
  context: Pick<Context, 'store' | 'controller' | 'partners'>,
  by: Party,
  entry: R,
  current?: Resource,
): Promise<Said<R>> {
  const isUnit = entry.resourceType === 'Organization';
  // Anybody may have a copy of another's post. What it was told to be of is then settled.
  if (!isUnit && (!current || sameOrganization(entry, current))) return { entry, isOwn: false };
  const concerned = [...(await partiesOf(context, entry)), ...(current ? await partiesOf(context, current) : [])];
  if (concerned.every((number) => number === by.organization)) return { entry, isOwn: isUnit && concerned.length > 0 };
  return { entry: (isUnit ? unitAsKnown(entry, current) : linkedAsKnown(entry, current)) as R, isOwn: false };
}

/** Those of the configuration that an entry is, or is a unit, post or service of. */
async function partiesOf(
  { store, controller, partners }: Pick<Context, 'store' | 'controller' | 'partners'>,
  entry: Resource,
): Promise<readonly string[]> {
  const parties = new Set([controller, ...partners].map(({ organization }) => organization));
  const above = organizationOf(entry);
  const numbers = directoryIdentifiers(entry)
    .filter(isNumber)
    .map(({ value }) => value);
  const all = [...numbers, ...(above ? organizationsOf(above, await loadDirectory(store, [entry])) : [])];
  return all.filter((number) => parties.has(number));
}

function unitAsKnown(entry: Organization, current: Resource | undefined): Organization {
  const { partOf: _, identifier, ...rest } = entry;
  const known = current?.resourceType === 'Organization' ? current : undefined;
  const told = numbersOf(entry);
  const held = known && numbersOf(known).length > 0 ? numbersOf(known) : told.slice(0, 1);
  const kept = equal(held, told) ? identifier : [...held, ...(identifier ?? []).filter((one) => !isNumber(one))];
  return {
    ...rest,
    ...(kept && kept.length > 0 ? { identifier: [...kept] } : {}),
    ...(known?.partOf ? { partOf: known.partOf } : {}),
  };
}

/** The entry, of the organization that it was of. */
function linkedAsKnown(entry: Resource, current: Resource | undefined): Resource {
  const link = current && organizationOf(current);
  const name = entry.resourceType === 'PractitionerRole' ? 'organization' : 'providedBy';
  const { [name]: _, ...rest } = entry as Resource & Readonly<Record<string, Reference | undefined>>;
  return { ...rest, ...(link ? { [name]: link } : {}) } as Resource;
}

function numbersOf({ identifier = [] }: Organization): readonly Identifier[] {
  return identifier.filter(isNumber);
}

function isNumber({ system, value }: Identifier): boolean {
  return system === NATIONAL.organization && value !== undefined;
}
