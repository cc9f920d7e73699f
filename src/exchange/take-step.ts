import type { Patient, Resource } from '@medplum/fhirtypes';
import type { Held } from '../connector/connector.ts';
import { SamplanError } from '../errors.ts';
import { originIdentifier, personIdentifiers } from '../record/identity.ts';
import { asJson, equal } from '../record/json.ts';
import { patch } from '../record/merge.ts';
import type { Step } from '../record/owed.ts';
import { keyOf, type PlanRecord } from '../record/record.ts';
import { mapReferences, referencesIn, targetOf } from '../record/references.ts';
import { toTheirs } from '../record/translate.ts';
import { logicalReference } from '../record/view.ts';
import type { Counterpart, Fence } from '../store/store.ts';
import { admit } from './admit.ts';
import type { Context, Partner } from './context.ts';
import { withIdentifier } from './deliver-directory.ts';
import { followLeads } from './follow-leads.ts';
import type { Outlook } from './outlook.ts';

/** One round of a delivery. */
export interface Sending {
  readonly partner: Partner;
  readonly record: PlanRecord;
  readonly outlook: Outlook;
  /** The partner's ids by our `Type/id`; grows as resources are created. */
  readonly peerIds: Map<string, string>;
  readonly fence: Fence;
}

/** `look-again`: the partner's copy was not what we thought; what it really holds has been admitted. */
export type StepOutcome =
  | { readonly kind: 'sent'; readonly key: string }
  | { readonly kind: 'noted' }
  | { readonly kind: 'look-again' };

/** Takes one step and persists what came of it. */
export function takeStep(context: Context, sending: Sending, step: Step<Counterpart>): Promise<StepOutcome> {
  switch (step.kind) {
    case 'freeze':
      return freeze(context, sending, step.held);
    case 'thaw':
      return thaw(context, sending, step.held);
    case 'update':
      return update(context, sending, step.resource, step.held);
    case 'create':
      return step.resource.resourceType === 'Patient'
        ? matchPatient(context, sending, step.resource)
        : create(context, sending, step.resource, step.intended);
  }
}

async function freeze({ store }: Context, { fence }: Sending, held: Counterpart): Promise<StepOutcome> {
  await store.commit({ fence, counterparts: [{ ...held, frozen: true }] });
  return { kind: 'noted' };
}

async function thaw(context: Context, sending: Sending, held: Counterpart): Promise<StepOutcome> {
  await context.store.commit({ fence: sending.fence, counterparts: [{ ...held, frozen: false }] });
  return takeInWhatTheyHold(context, sending, held);
}

/** A person is known to a partner by her identifiers, or created there; never updated. */
async function matchPatient(context: Context, sending: Sending, patient: Patient): Promise<StepOutcome> {
  const { connector } = sending.partner;
  for (const identifier of personIdentifiers(patient)) {
    const [found] = await connector.findByIdentifier('Patient', identifier);
    if (found) return keep(context, sending, patient, found, 'noted');
  }
  const identifier = originIdentifier(patient.id ?? '');
  const payload = withIdentifier(outgoing(sending, patient, undefined), identifier);
  return keep(context, sending, patient, await connector.create(payload, identifier), 'sent');
}

async function create(
  context: Context,
  sending: Sending,
  resource: Resource,
  intended: Counterpart | undefined,
): Promise<StepOutcome> {
  const { partner, record, fence } = sending;
  const identifier = originIdentifier(resource.id ?? '');
  if (intended) {
    const [found] = await partner.connector.findByIdentifier(resource.resourceType, identifier);
    if (found) return takeIn(context, sending, resource.resourceType, found);
  }
  const now = withoutBackEdges(resource, sending);
  const payload = withIdentifier(outgoing(sending, now, undefined), identifier);
  await context.store.commit({
    fence,
    counterparts: [
      {
        partner: partner.name,
        type: resource.resourceType,
        id: resource.id ?? '',
        person: record.person,
        sent: now,
        echoed: payload,
        frozen: false,
      },
    ],
    links: [{ person: record.person, partner: partner.name, standing: 'delivering', attempts: 0 }],
  });
  return keep(context, sending, now, await partner.connector.create(payload, identifier), 'sent');
}

async function update(context: Context, sending: Sending, resource: Resource, held: Counterpart): Promise<StepOutcome> {
  // What it newly points at goes first; the next round has its id.
  if (backEdges(resource, sending).size > 0) return { kind: 'noted' };
  const { partner } = sending;
  const before = held.sent && asJson(outgoing(sending, held.sent, held.peerId));
  const after = asJson(outgoing(sending, resource, held.peerId));
  // The sender's shape is kept: only what changed since `sent` changes in the partner's own text.
  const patched = patch({ onto: held.echoed && asJson(held.echoed), before, after }) as unknown as Resource;
  const payload = withoutStaleText(patched);
  const { peerId = '', peerVersion: version = '', echoed } = held;
  if (echoed && equal(payload, withoutStaleText(echoed))) {
    return keep(context, sending, resource, { peerId, version, resource: echoed }, 'noted');
  }
  const answer = await partner.connector.update(payload, version);
  if ('stale' in answer) return takeInWhatTheyHold(context, sending, held);
  return keep(context, sending, resource, answer.held, 'sent');
}

/** Persists what the partner answered: from here on its own text is the base of its edits. */
async function keep(
  context: Context,
  { partner, record, peerIds, fence }: Sending,
  sent: Resource,
  held: Held,
  kind: 'sent' | 'noted',
): Promise<StepOutcome> {
  const key = keyOf(sent);
  peerIds.set(key, held.peerId);
  await context.store.commit({
    fence,
    counterparts: [
      {
        partner: partner.name,
        type: sent.resourceType,
        id: sent.id ?? '',
        person: record.person,
        peerId: held.peerId,
        peerVersion: held.version,
        sent,
        echoed: held.resource,
        frozen: false,
      },
    ],
    seen: [{ partner: partner.name, type: sent.resourceType, peerId: held.peerId, version: held.version }],
  });
  return kind === 'sent' ? { kind, key } : { kind };
}

async function takeInWhatTheyHold(context: Context, sending: Sending, held: Counterpart): Promise<StepOutcome> {
  const answer = await sending.partner.connector.read(held.type, held.peerId ?? '');
  if ('found' in answer) return takeIn(context, sending, held.type, answer.found);
  throw new SamplanError(
    'partner-refused',
    {
      nb: 'Partneren har ikke lenger ressursen. Avklar der om den skal avsluttes; her står den uendret.',
      nn: 'Partnaren har ikkje lenger ressursen. Avklar der om han skal avsluttast; her står han uendra.',
      en: 'The partner no longer has the resource. Settle there whether it shall end; here it stands unchanged.',
    },
    { where: held.type, found: 'gone' in answer ? 'deleted' : 'not found' },
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

function outgoing({ partner, record, peerIds }: Sending, resource: Resource, peerId: string | undefined): Resource {
  const theirId = (type: string, id: string): string | undefined => peerIds.get(`${type}/${id}`);
  return toTheirs(resource, peerId, partner.base, theirId, (reference) => logicalReference(reference, record));
}

/**
 * The resource as it can be created now: references to parts that the partner gets later are left out, and a plan
 * that is not whole yet goes out as a draft. The next round sends the rest.
 */
function withoutBackEdges(resource: Resource, sending: Sending): Resource {
  const pending = backEdges(resource, sending);
  if (pending.size === 0) return resource;
  const now = mapReferences(resource, (reference) => (pending.has(reference.reference ?? '') ? undefined : reference));
  return now.resourceType === 'CarePlan' && now.status === 'active' ? { ...now, status: 'draft' } : now;
}

/** References to parts of the view that the partner does not have yet. */
function backEdges(resource: Resource, { outlook, peerIds }: Sending): ReadonlySet<string> {
  return new Set(
    referencesIn(resource).filter((reference) => {
      const target = targetOf(reference);
      const key = target ? `${target.type}/${target.id}` : '';
      return outlook.view.has(key) && !peerIds.has(key);
    }),
  );
}

/** A generated narrative says what the data said before the change (R4 narrative.html): better none. */
function withoutStaleText(resource: Resource): Resource {
  const { meta, ...content } = resource;
  const { versionId: _version, lastUpdated: _updated, ...kept } = meta ?? {};
  const payload = Object.keys(kept).length > 0 ? { ...content, meta: kept } : content;
  if ('text' in payload && payload.text?.status === 'generated') {
    const { text: _text, ...rest } = payload;
    return rest as Resource;
  }
  return payload as Resource;
}
