import { isObject } from '../../record/json.ts';
import { NATIONAL, URI_SYSTEM } from '../../record/systems.ts';

interface Identifier {
  readonly system: string;
  readonly value: string;
}

const NATIONAL_PERSON: readonly string[] = [
  NATIONAL.birthNumber,
  NATIONAL.dNumber,
  NATIONAL.jointHelpNumber,
  NATIONAL.immigrationNumber,
];

/** National identity numbers, and anything that looks like one: they never stand in an address or a header. */
export function isNationalIdentity({ system, value }: Identifier): boolean {
  return NATIONAL_PERSON.includes(system) || /^\d{11}$/.test(value.replaceAll(/\s/g, ''));
}

/**
 * Whether an identifier may not stand in an address: a national identity, and any by which somebody knows a person. Our
 * own origin says nothing to anybody.
 */
export function isSecret(type: string, identifier: Identifier): boolean {
  return isNationalIdentity(identifier) || (type === 'Patient' && !isOrigin(identifier));
}

/** The identifier under which Samplan creates: of its own making, so nobody else gives it to anything. */
export function isOrigin({ system, value }: Identifier): boolean {
  return system === URI_SYSTEM && value.startsWith('urn:uuid:');
}

/**
 * The identifier as a token (FHIR R4 search.html#escaping).
 *
 * @example
 * tokenOf({ system: 'urn:ietf:rfc:3986', value: 'a|b' }) // 'urn:ietf:rfc:3986|a\\|b'
 */
export function tokenOf({ system, value }: Identifier): string {
  return [system, value].map((part) => part.replaceAll(/[\\,$|]/g, '\\$&')).join('|');
}

/** Whether a resource carries the identifier: a server that ignores the criteria answers with anything it has. */
export function carries(resource: object, identifier: Identifier): boolean {
  const given = 'identifier' in resource ? resource.identifier : undefined;
  return [given].flat().some((each) => isObject(each) && sameIdentifier(each, identifier));
}

function sameIdentifier(each: { readonly [key: string]: unknown }, { system, value }: Identifier): boolean {
  const given = each['value'];
  return each['system'] === system && typeof given === 'string' && compact(given) === compact(value);
}

function compact(value: string): string {
  return value.replaceAll(/\s/g, '');
}
