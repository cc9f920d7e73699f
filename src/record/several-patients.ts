import type { Patient, Resource } from '@medplum/fhirtypes';
import { protectionOf, strictest, withProtection } from './address-protection.ts';
import { asJson, isObject, type Json, type JsonObject } from './json.ts';
import { merge } from './merge.ts';
import { URI_SYSTEM } from './systems.ts';

/** One of the Patients under which a partner keeps a person. */
export interface PatientThere {
  readonly peerId: string;
  readonly resource: Patient;
}

/**
 * The Patient that stands for a person at a partner that keeps her under several: what is delivered hangs on it. The
 * first, unless that is out of use there and another is not.
 *
 * @param patients the one it was before first
 * @example
 * mainPatient([{ peerId: '1', resource: { ...patient, active: false } }, { peerId: '2', resource: patient }])?.peerId; // '2'
 */
export function mainPatient<There extends PatientThere>(patients: readonly There[]): There | undefined {
  return patients.find(({ resource }) => isInUse(resource)) ?? patients[0];
}

/** R4 patient.html#links: a Patient that is not active, or is replaced by another, is to be used no more. */
function isInUse(patient: Patient): boolean {
  return patient.active !== false && !linksOf(patient).some(({ type }) => type === 'replaced-by');
}

/** The Patients that a Patient says are of the same person. What is not sound has none. */
export function linksOf(patient: Patient): readonly { readonly type: unknown; readonly reference: string }[] {
  const list: readonly unknown[] = [asJson(patient)['link']].flat();
  return list.flatMap((link) => {
    const other = isObject(link) ? link['other'] : undefined;
    const reference = isObject(other) ? other['reference'] : undefined;
    return isObject(link) && typeof reference === 'string' ? [{ type: link['type'], reference }] : [];
  });
}

/**
 * What a partner says of a person in all her Patients there: the main one, with what the others add. A D-number on the one
 * and a fødselsnummer on the other are numbers of one person, and the strictest protection of her address counts.
 */
export function combined(main: Patient, others: readonly Patient[]): Patient {
  const whole = others.reduce<Json | undefined>(
    (sofar, other) => merge({ sent: undefined, ours: sofar, echoed: undefined, theirs: said(other) }).value,
    asJson(main),
  ) as unknown as Patient;
  return withProtection(whole, strictest(others.map(protectionOf)));
}

/** What a Patient says of the person, without what it says of itself. */
function said(patient: Patient): JsonObject {
  const { id: _id, meta: _meta, text: _text, active: _active, link: _link, identifier, ...rest } = asJson(patient);
  const own = (item: unknown): boolean => isObject(item) && item['system'] === URI_SYSTEM;
  const identifiers = Array.isArray(identifier) ? identifier.filter((item: unknown) => !own(item)) : [];
  return identifiers.length > 0 ? { ...rest, identifier: identifiers } : rest;
}

/** A Patient without links that lead to itself: two Patients of one person somewhere are one here. */
export function withoutLinksTo(own: string, patient: Patient): Patient {
  const leadsToItself = (link: NonNullable<Patient['link']>[number]): boolean =>
    linksOf({ resourceType: 'Patient', link: [link] }).some(({ reference }) => reference === own);
  const { link, ...rest } = patient;
  if (!Array.isArray(link)) return patient;
  const others = link.filter((one) => !leadsToItself(one));
  return others.length > 0 ? { ...rest, link: others } : rest;
}

/** A Patient without its links: they lead among the Patients of one system, and mean nothing in another. */
export function withoutLinks<R extends Resource>(resource: R): R {
  if (resource.resourceType !== 'Patient') return resource;
  const { link: _, ...patient } = resource;
  return patient as R;
}
