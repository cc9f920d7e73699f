import type { Patient, Resource } from '@medplum/fhirtypes';
import type { Deleted } from '../connector/connector.ts';
import { withPlainLabels } from '../record/address-protection.ts';
import { identifiersOf, originIdentifier, originsOf, withoutOrigins } from '../record/identity.ts';
import { receivedId } from '../record/received-id.ts';
import { keyOf, type PlanRecord } from '../record/record.ts';
import { targetOf } from '../record/references.ts';
import { withoutLinksTo } from '../record/several-patients.ts';
import { toOurs } from '../record/translate.ts';
import type { Counterpart, ReceivedResource, Store } from '../store/store.ts';
import type { Finding } from '../validation/finding.ts';
import type { Context, Partner } from './context.ts';
import { madeOf } from './keep-answer.ts';
import type { LoadedRecord } from './load-record.ts';
import { type PatientsThere, patientsThere } from './patients-there.ts';

/** What a partner sent about one person. */
export interface Incoming {
  readonly partner: Partner;
  readonly person: string;
  /** Identifiers by which the partner knows the person. */
  readonly identifiers: readonly { readonly system: string; readonly value: string }[];
  readonly resources: readonly ReceivedResource[];
  /** What the partner gave evidence of having deleted, by its ids. */
  readonly deleted?: readonly Deleted[];
  /** Frozen parts that come back into both directions with this, by `Type/id` at the partner. */
  readonly thawing?: ReadonlySet<string>;
  /** Candidates among the resources that the partner has deleted since, by `type/peerId`: each as ended by that. */
  readonly gone?: ReadonlySet<string>;
  /** What was set aside earlier is among the resources. */
  readonly joined?: boolean;
  /** Why the resources cannot be hers, whatever they say. */
  readonly problems?: readonly Finding[];
}

/** A received resource in our ids, with what we know of it at the partner. */
export interface Translated {
  readonly received: ReceivedResource;
  readonly resource: Resource;
  readonly counterpart: Counterpart | undefined;
  /** What the partner last held, in our ids. */
  readonly echoed: Resource | undefined;
  /** The partner's id stood for a part of another person before. */
  readonly foreign: boolean;
  /** Of a Patient: the other Patients of the same person at the partner. */
  readonly others?: readonly Counterpart[];
  /** It stays out of both directions; only this of it is taken in. */
  readonly frozen?: boolean;
  /** The partner has deleted it. */
  readonly gone?: true;
}

/**
 * The received resources in our ids. A resource is recognized by its counterpart, by the identifier under which we
 * created it (after a lost answer), by the names that installations give each other's resources, or by a business
 * identifier it shares with a part; all others are new. A part that
 * has its counterpart is nobody else's, and a part is recognized once: a copy made there is a resource of its own.
 */
export async function translate(
  store: Store,
  { partner, person, resources, gone }: Incoming,
  { record }: LoadedRecord,
  counterparts: readonly Counterpart[],
  { newId, controller }: Pick<Context, 'newId' | 'controller'>,
): Promise<readonly Translated[]> {
  const byPeerId = new Map<string, Counterpart>(
    counterparts.flatMap((one) => (one.peerId ? [[`${one.type}/${one.peerId}`, one] as const] : [])),
  );
  const byId = new Map<string, Counterpart>(counterparts.map((one) => [`${one.type}/${one.id}`, one]));
  const ids = new Map<string, string>([...byPeerId].map(([key, one]) => [key, ourIdOf(one)]));

  const taken = new Set<string>();
  const isFree = (key: string): boolean => {
    const there = byId.get(key);
    return (!there?.peerId || there.gone === true) && !taken.has(key);
  };
  const recognize = async (received: ReceivedResource): Promise<string> => {
    if (received.type === 'Patient') return person;
    const identifiers = identifiersOf(received.resource as Resource);
    const has = (value: string): boolean => identifiers.some((identifier) => identifier.value === value);
    const created = counterparts.find(
      ({ type, id }) => type === received.type && isFree(`${type}/${id}`) && has(originIdentifier(id).value),
    );
    if (created) return created.id;
    const alike = [...record.parts.values()]
      .map(({ resource }) => resource)
      .filter((part) => part.resourceType === received.type && isFree(keyOf(part)));
    // Another installation made theirs of ours, or ours of theirs.
    const origins = originsOf(received.resource as Resource);
    const made = alike.find((part) => origins.includes(part.id ?? '') || originsOf(part).includes(received.peerId));
    const shared = alike.find((part) =>
      identifiersOf(part).some(({ system, value }) =>
        identifiers.some((i) => i.system === system && i.value === value),
      ),
    );
    const known = (made ?? shared)?.id;
    if (known !== undefined) return known;
    const own = receivedId(controller.organization, partner.base, `${received.type}/${received.peerId}`);
    // Before this store was restored it was another partner's copy of this.
    const copied = alike.find((part) => originsOf(part).includes(own));
    if (copied?.id !== undefined) return copied.id;
    return taken.has(`${received.type}/${own}`) || (await store.read(received.type, own)) ? newId() : own;
  };
  const foreign = new Set<string>();
  /** Nothing here stands for it yet, by the partner's ids. */
  const isNew = new Set<string>();
  for (const received of resources) {
    const key = `${received.type}/${received.peerId}`;
    if (ids.has(key)) continue;
    const elsewhere = await store.counterpartByPeerId(partner.name, received.type, received.peerId);
    if (elsewhere) foreign.add(key);
    const id = await recognize(received);
    taken.add(`${received.type}/${id}`);
    isNew.add(key);
    ids.set(key, id);
  }
  // What it last held may lead to an entry that it no longer names: taking that out is an edit like others.
  const held = resources.flatMap(({ type, peerId }) => byPeerId.get(`${type}/${peerId}`)?.echoed ?? []);
  await addDirectoryIds(store, partner, [...resources.map(({ resource }) => resource), ...held], ids);

  const ourId = (type: string, peerId: string): string | undefined => ids.get(`${type}/${peerId}`);
  const ours = (resource: Resource, id: string, idOf = ourId): Resource =>
    withoutOrigins(toOurs(resource, id, partner.base, idOf), foreignNames(record, resource, id));
  /** What led to something that was not there led nowhere in our record: that it does now is news. */
  const idBefore: typeof ourId = (type, peerId) => (isNew.has(`${type}/${peerId}`) ? undefined : ourId(type, peerId));
  const hasForeignPatient = resources.some(
    ({ type, peerId }) => type === 'Patient' && foreign.has(`Patient/${peerId}`),
  );
  const patients = patientsThere({ partner: partner.name, person, newId }, counterparts, resources);
  return [
    ...(patients ? [{ ...translatedPatient(patients, person, ours), foreign: hasForeignPatient }] : []),
    ...resources
      .filter(({ type }) => type !== 'Patient')
      .map((received): Translated => {
        const key = `${received.type}/${received.peerId}`;
        const id = ids.get(key) ?? newId();
        const counterpart = byPeerId.get(key) ?? intent(byId.get(`${received.type}/${id}`), received);
        return {
          received,
          counterpart,
          resource: ours(received.resource as Resource, id),
          // Without what we made of it, it is no base any more (`forgetBase`).
          echoed: counterpart?.sent && counterpart.echoed ? ours(counterpart.echoed, id, idBefore) : undefined,
          foreign: foreign.has(key),
          ...(gone?.has(key) ? { gone: true } : {}),
        };
      }),
  ];
}

/** Her Patients at the partner as one. That they lead to each other is the partner's own business. */
function translatedPatient(
  { main, counterpart, before, now, others }: PatientsThere,
  person: string,
  ours: (resource: Resource, id: string) => Resource,
): Omit<Translated, 'foreign'> {
  const translated = (patient: Patient): Resource =>
    withPlainLabels(withoutLinksTo(`Patient/${person}`, ours(patient, person) as Patient));
  return {
    received: main,
    counterpart,
    resource: translated(now),
    echoed: before && translated(before),
    others,
  };
}

/**
 * Names in a received resource that are not kept: the part's own, and the sender's for its resource where ours was not
 * made of that.
 */
function foreignNames(record: PlanRecord, { resourceType, id: peerId = '' }: Resource, id: string): readonly string[] {
  const part = record.parts.get(`${resourceType}/${id}`)?.resource;
  return part && !originsOf(part).includes(peerId) ? [id, peerId] : [id];
}

/** A creation whose answer was lost: what we meant to create, as the partner could hold it, is the base of what came back. */
function intent(
  counterpart: Counterpart | undefined,
  { version, resource }: ReceivedResource,
): Counterpart | undefined {
  if (!counterpart || counterpart.peerId !== undefined) return undefined;
  const { echoed } = counterpart;
  return echoed ? { ...counterpart, echoed: madeOf(echoed, version, resource) } : counterpart;
}

async function addDirectoryIds(
  store: Store,
  partner: Partner,
  resources: readonly unknown[],
  ids: Map<string, string>,
): Promise<void> {
  const wanted = new Set<string>();
  for (const resource of resources) for (const reference of literals(resource)) wanted.add(reference);
  for (const reference of wanted) {
    const target = targetOf(reference);
    if (!target || ids.has(`${target.type}/${target.id}`)) continue;
    const counterpart = await store.counterpartByPeerId(partner.name, target.type, target.id);
    if (counterpart) ids.set(`${target.type}/${target.id}`, ourIdOf(counterpart));
  }
}

/** Every Patient of a person leads to the person. */
function ourIdOf({ type, id, person }: Counterpart): string {
  return type === 'Patient' ? (person ?? id) : id;
}

/** Every `reference` string, also of what is not sound enough to be read as a resource. */
function literals(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(literals);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === 'reference' && typeof child === 'string' ? [child] : literals(child),
  );
}
