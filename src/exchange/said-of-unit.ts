import type { Organization, Resource } from '@medplum/fhirtypes';
import type { Party } from '../consent/party.ts';
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
 * else does. Nor does anybody give another's number to one that has a number.
 *
 * @param entry in our ids
 * @example
 * (await saidOfUnit(context, trust, { ...unit, partOf: { reference: 'Organization/fjordvik' } })).entry.partOf; // undefined
 */
export async function saidOfUnit<R extends Resource>(
  { store, controller, partners }: Pick<Context, 'store' | 'controller' | 'partners'>,
  by: Party,
  entry: R,
): Promise<Said<R>> {
  if (entry.resourceType !== 'Organization') return { entry, isOwn: false };
  const parties = new Set([controller, ...partners].map(({ organization }) => organization));
  const numbers = (entry.identifier ?? []).flatMap(({ system, value }) => (isNumber(system) && value ? [value] : []));
  const above = entry.partOf ? organizationsOf(entry.partOf, await loadDirectory(store, [entry])) : [];
  const concerned = [...numbers, ...above].filter((number) => parties.has(number));
  if (concerned.every((number) => number === by.organization)) return { entry, isOwn: concerned.length > 0 };
  const { partOf: _, identifier = [], ...rest } = entry as Organization;
  const first = identifier.findIndex(({ system }) => isNumber(system));
  const kept = identifier.filter(({ system }, index) => index === first || !isNumber(system));
  return { entry: { ...rest, ...(kept.length > 0 ? { identifier: kept } : {}) } as unknown as R, isOwn: false };
}

function isNumber(system: string | undefined): boolean {
  return system === NATIONAL.organization;
}
