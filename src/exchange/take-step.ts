import type { Patient, Resource } from '@medplum/fhirtypes';
import type { Deleted, Held } from '../connector/connector.ts';
import { SamplanError } from '../errors.ts';
import { withoutElements } from '../record/dropped.ts';
import { nationalIdentifiers, originIdentifier, originsOf } from '../record/identity.ts';
import { asJson, equal } from '../record/json.ts';
import { isIndividualPlan } from '../record/kinds.ts';
import { patch } from '../record/merge.ts';
import { withNarrative } from '../record/narrative.ts';
import type { Step } from '../record/owed.ts';
import { keyOf } from '../record/record.ts';
import { canBeOne } from '../record/same-person.ts';
import type { Counterpart, Link, ReceivedResource } from '../store/store.ts';
import { admit } from './admit.ts';
import type { Context, Partner } from './context.ts';
import { withIdentifier } from './deliver-directory.ts';
import { followLeads } from './follow-leads.ts';
import { keepAnswer, type Written } from './keep-answer.ts';
import { type Decided, leave } from './leave.ts';
import { ownPlanAt } from './own-plan-at.ts';
import { backEdges, type Leaving, outgoing, withoutBackEdges, written } from './payload.ts';
import { type Refusals, unlessRefused } from './refusals.ts';
import { pointingAtStale } from './stale-place.ts';

/** One round of a delivery. */
export type Sending = Decided & Leaving & { readonly held: readonly Counterpart[] };

/** `look-again`: the partner's copy was not what we thought; what it really holds has been admitted. */
export type StepOutcome =
  | { readonly kind: 'sent'; readonly key: string }
  | { readonly kind: 'noted' }
  | { readonly kind: 'look-again' };

/** Takes one step and persists what came of it. */
export function takeStep(
  context: Context,
  sending: Sending,
  step: Exclude<Step<Counterpart>, { readonly kind: 'thaw' }>,
): Promise<StepOutcome> {
  switch (step.kind) {
    case 'freeze':
      return freeze(context, sending, step.held);
    case 'update':
      return update(context, sending, step.resource, step.held);
    case 'create':
      return step.resource.resourceType === 'Patient'
        ? matchPatient(context, sending, step.resource)
        : create(context, sending, step.resource, step.known);
  }
}

async function freeze({ store }: Context, { fence }: Sending, held: Counterpart): Promise<StepOutcome> {
  await store.commit({ fence, counterparts: [{ ...held, frozen: true }] });
  return { kind: 'noted' };
}

/**
 * Takes parts back into both directions that are in the view again: what the partner made of them meanwhile is read
 * first, and they are thawed by the commit that admits it. Whatever fails before leaves them frozen, and due.
 *
 * @returns whether there were any: what is owed must be looked at again
 */
export async function thaw(
  context: Context,
  { partner, record, fence }: Sending,
  frozen: readonly Counterpart[],
  refusals: Refusals,
): Promise<boolean> {
  const resources: ReceivedResource[] = [];
  const deleted: Deleted[] = [];
  const read: Counterpart[] = [];
  for (const held of frozen) {
    const found = await unlessRefused(refusals, `${held.type}/${held.id}`, () => readTheirs(partner, held));
    if (!found) continue;
    if (found === 'gone') {
      deleted.push({ type: held.type, peerId: held.peerId ?? '' });
      continue;
    }
    resources.push({ type: held.type, peerId: found.peerId, version: found.version, resource: found.resource });
    read.push(held);
  }
  if (resources.length + deleted.length === 0) return false;
  const thawing = new Set([...resources, ...deleted].map(({ type, peerId }) => `${type}/${peerId}`));
  const incoming = { partner, person: record.person, identifiers: [], resources, deleted, thawing };
  // They may lead to what the partner made while they were out of the view.
  const { outcome } = await admit(context, await followLeads(context, incoming, fence), fence);
  // Set aside, it is kept whole there: what mends it must not find it frozen.
  if (outcome === 'set-aside') {
    await context.store.commit({ fence, counterparts: read.map((held) => ({ ...held, frozen: false })) });
  }
  return true;
}

/** A person is known to a partner by her identifiers, or created there; never updated. */
async function matchPatient(context: Context, sending: Sending, patient: Patient): Promise<StepOutcome> {
  const { connector } = sending.partner;
  for (const identifier of nationalIdentifiers(patient)) {
    const [found] = await connector.findByIdentifier('Patient', identifier);
    if (found && !canBeOne([patient, found.resource as Patient])) throw somebodyElses();
    if (found) return match(context, sending, patient, found);
  }
  const identifier = originIdentifier(patient.id ?? '');
  const payload = withIdentifier(outgoing(sending, patient, undefined), identifier);
  const held = await leave(context, sending, {}, (guarded) => guarded.create(payload, identifier));
  return keepWritten(context, sending, patient, held, { payload });
}

/** Known there, and nothing of it taken in: its own text comes with the next pull, like any other's. */
async function match(
  { store }: Context,
  { partner, record, peerIds, fence }: Sending,
  { id = '' }: Patient,
  { peerId, version }: Held,
): Promise<StepOutcome> {
  peerIds.set(`Patient/${id}`, peerId);
  const { name } = partner;
  const counterpart = { partner: name, id, person: record.person, peerId, peerVersion: version, frozen: false };
  const given = await placesGivenUp({ store }, partner, id, peerId);
  await store.commit({ fence, counterparts: [...given, { ...counterpart, type: 'Patient' }] });
  return { kind: 'noted' };
}

async function create(
  context: Context,
  sending: Sending,
  resource: Resource,
  known: Counterpart | undefined,
): Promise<StepOutcome> {
  const { partner, record } = sending;
  const identifier = originIdentifier(resource.id ?? '');
  if (known && !known.gone) {
    const [found] = await partner.connector.findByIdentifier(resource.resourceType, identifier);
    if (found) return takeIn(context, sending, resource.resourceType, found);
  }
  const original = await findOriginal(partner, resource);
  if (original) return takeIn(context, sending, resource.resourceType, original);
  if (isIndividualPlan(resource) && !known) {
    const own = await ownPlanAt(context, sending);
    if (own) return takeIn(context, sending, 'CarePlan', own);
  }
  const now = withoutBackEdges(resource, sending);
  const payload = withNarrative(withIdentifier(outgoing(sending, now, undefined), identifier));
  const intent: Counterpart = {
    partner: partner.name,
    type: resource.resourceType,
    id: resource.id ?? '',
    person: record.person,
    sent: now,
    echoed: payload,
    frozen: false,
  };
  const links: Link[] = [{ person: record.person, partner: partner.name, standing: 'delivering', attempts: 0 }];
  const stale = known?.gone ? await pointingAtStale(context.store, partner, known) : [];
  const counterparts = [intent, ...stale];
  const held = await leave(context, sending, { counterparts, links }, (connector) =>
    connector.create(payload, identifier),
  );
  return keepWritten(context, sending, now, held, { payload });
}

/**
 * What the partner has of a resource that other installations made of theirs: its own, from which theirs came, or one that
 * it got another way. In a ring it may have come there since it was last asked.
 */
async function findOriginal({ connector }: Partner, resource: Resource): Promise<Held | undefined> {
  const type = resource.resourceType;
  for (const origin of originsOf(resource)) {
    const [copy] = await connector.findByIdentifier(type, originIdentifier(origin));
    if (copy) return copy;
    const answer = await connector.read(type, origin);
    if ('found' in answer) return answer.found;
  }
  return undefined;
}

async function update(context: Context, sending: Sending, resource: Resource, held: Counterpart): Promise<StepOutcome> {
  // What it newly points at goes first; the next round has its id.
  if (backEdges(resource, sending).size > 0) return { kind: 'noted' };
  // Its text may lead still to what was deleted there.
  const known = sending.held.flatMap(({ type, id, peerId }) => (peerId ? [[`${type}/${id}`, peerId] as const] : []));
  const there = { ...sending, peerIds: new Map([...known, ...sending.peerIds]) };
  const before = held.sent && asJson(outgoing(there, held.sent, held.peerId));
  const after = asJson(outgoing(there, resource, held.peerId));
  // The sender's shape is kept: only what changed since `sent` changes in the partner's own text.
  const patched = patch({ onto: held.echoed && asJson(held.echoed), before, after }) as unknown as Resource;
  const payload = written(patched);
  const { peerVersion: version = '', echoed } = held;
  // What the partner can't hold is no reason to write.
  if (echoed && equal(withoutElements(payload, held.mask ?? []), written(echoed))) {
    await context.store.commit({ fence: sending.fence, counterparts: [{ ...held, sent: resource }] });
    return { kind: 'noted' };
  }
  const answer = await leave(context, sending, {}, (connector) => connector.update(payload, version));
  if ('stale' in answer) return takeInWhatTheyHold(context, sending, held);
  return keepWritten(context, sending, resource, answer.held, { payload, before: echoed, mask: held.mask });
}

async function keepWritten(
  context: Context,
  sending: Sending,
  sent: Resource,
  held: Held,
  written: Written,
): Promise<StepOutcome> {
  const { partner, record, peerIds } = sending;
  const key = keyOf(sent);
  peerIds.set(key, held.peerId);
  const givenUp =
    sent.resourceType === 'Patient' ? await placesGivenUp(context, partner, sent.id ?? '', held.peerId) : [];
  const counterpart = { partner: partner.name, person: record.person, sent };
  const isKept = await keepAnswer(context, sending, counterpart, held, { ...written, givenUp });
  return isKept ? { kind: 'sent', key } : takeIn(context, sending, sent.resourceType, held);
}

/** The partner has the number on a Patient who cannot be her: it is mistyped there or here, and nothing of her goes to that one. */
function somebodyElses(): SamplanError {
  return new SamplanError(
    'duplicate',
    {
      nb: 'Partneren har nummeret på en pasient med et annet nummer av samme slag eller en annen fødselsdato. Avklar hvem nummeret tilhører.',
      nn: 'Partnaren har nummeret på ein pasient med eit anna nummer av same slag eller ein annan fødselsdato. Avklar kven nummeret høyrer til.',
      en: 'The partner has the number on a Patient with another number of the kind or another birth date. Settle whose number it is.',
    },
    { where: 'Patient' },
  );
}

/** A Patient that only led to her until now comes to stand for her. */
async function placesGivenUp(
  { store }: Pick<Context, 'store'>,
  { name }: Partner,
  person: string,
  peerId: string,
): Promise<readonly Counterpart[]> {
  const row = await store.counterpartByPeerId(name, 'Patient', peerId);
  const isOther = row !== undefined && row.person === person && row.id !== person;
  return isOther ? [{ partner: name, type: 'Patient', id: row.id, frozen: true }] : [];
}

async function takeInWhatTheyHold(context: Context, sending: Sending, held: Counterpart): Promise<StepOutcome> {
  const { partner, record, fence } = sending;
  const found = await readTheirs(partner, held);
  if (found !== 'gone') return takeIn(context, sending, held.type, found);
  const deleted = [{ type: held.type, peerId: held.peerId ?? '' }];
  await admit(context, { partner, person: record.person, identifiers: [], resources: [], deleted }, fence);
  return { kind: 'look-again' };
}

/** `gone` is evidence of a deletion. That the partner does not show a resource is none. */
async function readTheirs({ connector }: Partner, held: Counterpart): Promise<Held | 'gone'> {
  const answer = await connector.read(held.type, held.peerId ?? '');
  if ('found' in answer) return answer.found;
  if ('gone' in answer) return 'gone';
  throw new SamplanError(
    'partner-refused',
    {
      nb: 'Partneren viser ikke ressursen lenger, og sier ikke at den er slettet. Her står den uendret.',
      nn: 'Partnaren viser ikkje ressursen lenger, og seier ikkje at han er sletta. Her står han uendra.',
      en: 'The partner no longer shows the resource, and does not say that it is deleted. Here it stands unchanged.',
    },
    { where: held.type, found: 'not found' },
  );
}

async function takeIn(context: Context, sending: Sending, type: string, found: Held): Promise<StepOutcome> {
  const { partner, record, fence } = sending;
  const received = { type, peerId: found.peerId, version: found.version, resource: found.resource };
  const incoming = { partner, person: record.person, identifiers: [], resources: [received] };
  // It may lead to what the partner made since we last looked, or while it was out of the view.
  await admit(context, await followLeads(context, incoming, fence), fence);
  return { kind: 'look-again' };
}
