import type { Resource } from '@medplum/fhirtypes';
import { addressProtectionOf, gradingOf, isStricter, type Protection } from './address-protection.ts';
import { rebuilt } from './decimals.ts';
import { asJson, isObject, type Json, type JsonObject } from './json.ts';
import { ownersOf } from './owner.ts';
import { keyOf, type PlanRecord } from './record.ts';

/** Resources whose own elements say where somebody is; they may be contained in others. */
const PLACED: readonly unknown[] = ['Patient', 'RelatedPerson', 'Person', 'Location'];

/** Uses of telecom that lead to no home; without a use it may. */
const NOT_AT_HOME: readonly unknown[] = ['work', 'mobile'];

/** Code systems of municipalities and urban districts: HL7 Norway's OIDs, and the registers of Kartverket and SSB. */
const DISTRICT_SYSTEMS =
  /^urn:oid:2\.16\.578\.1\.12\.4\.1\.1\.340[23]$|kommunenummer|bydelsnummer|\/klass\/v1\/versions\/919$/u;
/** Extensions of no-basis and of the Grunndata-profiles that say it in other ways. */
const DISTRICT_EXTENSIONS = /municipality|urban-?district|property-?information/iu;

/**
 * A resource without what tells where a person lives: addresses, municipality and district, telecom of the home, and the
 * narrative, which may say any of it. An address that is itself graded is never shown, whatever the person's level.
 *
 * @param last what the receiver holds: what it has already stays in it as it was, and is not taken away
 * @example
 * withoutAddresses(relative, 'fortrolig').address; // undefined
 */
export function withoutAddresses<R extends Resource>(resource: R, protection: Protection, last?: Resource): R {
  const isProtected = protection !== 'none';
  const isPlaced = PLACED.includes(resource.resourceType);
  if (!isProtected && !isPlaced) return resource;
  const shown = stripped(asJson(resource), isProtected, false) as JsonObject;
  return (last ? withHeld(shown, asJson(last), isProtected, isPlaced) : shown) as unknown as R;
}

/**
 * A part of a record with what an organization may know of where somebody lives: everything for its owner, and for others
 * what they hold already.
 */
export function asKnownTo<R extends Resource>(
  organization: string,
  record: PlanRecord,
  resource: R,
  last?: Resource,
): R {
  const part = record.parts.get(keyOf(resource));
  if (part && ownersOf(part, record.directory).includes(organization)) return resource;
  return withoutAddresses(resource, addressProtectionOf(record, resource), last);
}

/** @param isPlaced within a resource whose own elements say where somebody is */
function stripped(value: Json, isProtected: boolean, isPlaced: boolean): Json {
  if (Array.isArray(value)) return value.map((item: Json) => stripped(item, isProtected, isPlaced));
  if (!isObject(value)) return value;
  const isResource = 'resourceType' in value;
  const placed = isResource ? PLACED.includes(value['resourceType']) : isPlaced;
  const entries = Object.entries(value).flatMap(([key, child]): [string, Json][] => {
    if (child === undefined || (key === 'text' && isResource && placed && isProtected)) return [];
    const left = shownItems(child, (item) => isHidden(key, item, placed, isProtected));
    return left === undefined ? [] : [[key, stripped(left, isProtected, placed)]];
  });
  return rebuilt(value, entries);
}

/** Undefined when nothing is left. A single value is a list of one. */
function shownItems(value: Json, hides: (item: Json) => boolean): Json | undefined {
  if (!Array.isArray(value)) return hides(value) ? undefined : value;
  const left = value.filter((item: Json) => !hides(item));
  return left.length === 0 && value.length > 0 ? undefined : left;
}

function isHidden(key: string, item: Json, isPlaced: boolean, isProtected: boolean): boolean {
  switch (key) {
    case 'extension':
    case 'modifierExtension':
      return tellsWhere(item, isProtected);
    case 'address':
      return isPlaced && isHiddenAddress(item, isProtected);
    case 'telecom':
      return isPlaced && isProtected && !(isObject(item) && NOT_AT_HOME.includes(item['use']));
    default:
      return false;
  }
}

function isHiddenAddress(address: Json, isProtected: boolean): boolean {
  return isProtected || isStricter(gradingOf(address), 'none');
}

/** An extension that holds an address or names a district, itself or in one of its own. */
function tellsWhere(extension: Json, isProtected: boolean): boolean {
  if (!isObject(extension)) return false;
  const { url, valueAddress, valueCoding, valueCodeableConcept, extension: inner } = extension;
  if (valueAddress !== undefined && isHiddenAddress(valueAddress, isProtected)) return true;
  const codings = [valueCoding, ...listOf(isObject(valueCodeableConcept) ? valueCodeableConcept['coding'] : undefined)];
  const namesDistrict =
    (typeof url === 'string' && DISTRICT_EXTENSIONS.test(url)) ||
    codings.some((coding) => isObject(coding) && DISTRICT_SYSTEMS.test(String(coding['system'])));
  return (isProtected && namesDistrict) || listOf(inner).some((one) => tellsWhere(one, isProtected));
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** What the receiver holds of what is hidden, where it stands there. */
function withHeld(shown: JsonObject, last: JsonObject, isProtected: boolean, isPlaced: boolean): JsonObject {
  const lists = ['address', 'telecom', 'extension'].flatMap((key): [string, Json][] => {
    const items = [...listOf(shown[key])];
    listOf(last[key]).forEach((item, index) => {
      if (isHidden(key, item, isPlaced, isProtected)) items.splice(index, 0, item);
    });
    return items.length > listOf(shown[key]).length ? [[key, items]] : [];
  });
  const text: [string, Json][] = isPlaced && isProtected && last['text'] !== undefined ? [['text', last['text']]] : [];
  return { ...shown, ...Object.fromEntries([...lists, ...text]) };
}
