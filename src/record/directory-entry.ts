import type { ContactPoint, Identifier, Resource } from '@medplum/fhirtypes';
import { DIRECTORY_SYSTEMS } from './identity.ts';
import { asJson, isObject, type Json } from './json.ts';
import { mapReferences } from './references.ts';

/** What a partner needs of an organization or a professional; everything else is between them and their own system. */
const SHOWN: readonly string[] = [
  'resourceType',
  'id',
  'active',
  'name',
  'type',
  'partOf',
  'practitioner',
  'organization',
  'code',
  'specialty',
  'providedBy',
];

/**
 * A directory entry as it leaves for a partner: who it is and what it connects. A professional's own identity number,
 * birth date, address and private telephone are none of the plan's business.
 *
 * @example
 * directoryEntry(practitioner); // name, HPR number, qualification, work telephone
 */
export function directoryEntry<R extends Resource>(entry: R): R {
  const json = asJson(entry) as Record<string, Json>;
  const shown = Object.fromEntries(Object.entries(json).filter(([name]) => SHOWN.includes(name)));
  const isPerson = entry.resourceType === 'Practitioner';
  const lists = {
    identifier: listOf<Identifier>(json['identifier']).filter(({ system }) => DIRECTORY_SYSTEMS.includes(system ?? '')),
    telecom: listOf<ContactPoint>(json['telecom']).filter(({ use }) => use === 'work' || (!isPerson && !use)),
    qualification: listOf<{ code?: Json; period?: Json }>(json['qualification']).map(({ code, period }) => ({
      ...(code ? { code } : {}),
      ...(period ? { period } : {}),
    })),
  };
  const filled = Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
  // What it contains stays at home, and so does what points there.
  return mapReferences({ ...shown, ...filled } as unknown as R, (reference) =>
    reference.reference?.startsWith('#') ? undefined : reference,
  );
}

function listOf<T>(value: Json | undefined): readonly T[] {
  return (Array.isArray(value) ? value.filter((one: Json) => isObject(one)) : []) as unknown as readonly T[];
}
