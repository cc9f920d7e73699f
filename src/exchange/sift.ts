import type { Reference, Resource } from '@medplum/fhirtypes';
import { isDerived } from '../consent/kind.ts';
import { assemble } from '../record/assemble.ts';
import { isObject } from '../record/json.ts';
import { kindOf, ROOT_TYPES } from '../record/kinds.ts';
import { planOfLifted } from '../record/lift-id.ts';
import { placeAt } from '../record/peer-place.ts';
import { keyOf, resourcesOf } from '../record/record.ts';
import { referencesIn, targetOf } from '../record/references.ts';
import type { Counterpart, ReceivedResource } from '../store/store.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import { isBarred, neverParts } from './barred.ts';
import type { Context } from './context.ts';
import { type Incoming, type Translated, translate } from './incoming.ts';
import type { LoadedRecord } from './load-record.ts';
import { anotherPerson } from './unplaced-findings.ts';
import { wentBack } from './went-back.ts';

/** What came, sifted: the plan's parts, and what is wrong with those that can't be read as FHIR. */
interface Sifted {
  readonly parts: readonly Translated[];
  readonly broken: readonly Finding[];
  /** New parts that stay with the partner. */
  readonly barred: readonly Translated[];
}

/**
 * Checks the structure of what came against base R4 and keeps what belongs to the plan record. A broken resource that
 * has nothing to do with the plan is left alone; frozen parts are out of both directions.
 *
 * @param protection how her address is protected, where that is new: all that is taken in of a frozen Patient
 * @param followed what is frozen and looked at all the same, by `type/peerId`: the parts of a candidate
 */
export async function sift(
  context: Context,
  came: Incoming,
  loaded: LoadedRecord,
  protection: Translated | undefined,
  followed: ReadonlySet<string>,
): Promise<Sifted> {
  const own = await context.store.counterparts(came.partner.name, came.person);
  const incoming = { ...came, resources: [...came.resources, ...leadingTo(came.resources, own)] };
  const findings = new Map(
    incoming.resources.map((received) => [
      received,
      context.validator.validate(withoutId(received.resource), { expectedType: received.type }),
    ]),
  );
  const isSound = (received: ReceivedResource): boolean => !hasErrors(findings.get(received) ?? []);
  const readable = {
    ...incoming,
    resources: incoming.resources.filter((one) => isObject(one.resource) && (isSound(one) || canBeRead(one))),
  };
  const isFollowed = ({ type, peerId }: { readonly type: string; readonly peerId: string }): boolean =>
    incoming.thawing?.has(`${type}/${peerId}`) === true || followed.has(`${type}/${peerId}`);
  const frozenPlans = frozenPlansOf(own, isFollowed);
  const isOut = ({ counterpart, received }: Translated): boolean =>
    counterpart
      ? counterpart.frozen && !isFollowed(received)
      : received.type === 'ServiceRequest' && frozenPlans.has(planOfLifted(received.peerId));
  const translated = (await translate(context.store, readable, loaded, own, context)).filter(
    (one) => !isOut(one) && !isAdapters(one.resource),
  );
  // What hangs on a part that was barred is barred with it: without a note of it nobody would read it later.
  const outside = own.filter(
    ({ type, id, frozen, sent }) => frozen && sent && !loaded.record.parts.has(`${type}/${id}`),
  );
  const barredBefore = (await neverParts(context.store, outside)).flatMap(({ sent }) => sent ?? []);
  const belongs = assemble([
    ...resourcesOf(loaded.record),
    ...barredBefore,
    ...translated.map(({ resource }) => resource),
  ]);
  // What is a part stays one, also while the partner's copy of the plan does not lead to it.
  const isPart = (key: string): boolean => belongs.has(key) || loaded.record.parts.has(key);
  const at = context.now();
  const all = translated.filter(({ resource }) => isPart(keyOf(resource)));
  const barred = all.filter(
    ({ resource, counterpart }) =>
      !counterpart &&
      !loaded.record.parts.has(keyOf(resource)) &&
      isBarred(loaded.record, resource, incoming.partner, at),
  );
  const parts = all.filter((one) => !barred.includes(one));
  const isFrozen = protection?.frozen && !incoming.thawing?.has(`Patient/${protection.received.peerId}`);
  // Too broken to read, they still concern the plan.
  const unreadable = incoming.resources.filter(
    (one) => !readable.resources.includes(one) && ROOT_TYPES.includes(one.type),
  );
  return {
    barred,
    parts: [...(isFrozen && protection ? [protection] : []), ...parts.filter(({ received }) => isSound(received))],
    broken: [
      ...unreadable.flatMap((received) => errorsOf(findings.get(received))),
      ...parts.flatMap(({ received }) => errorsOf(findings.get(received))),
      ...parts.flatMap(wentBack),
      // Also where it hangs on no plan of this person's: it does on another's.
      ...translated
        .filter((one) => one.foreign || parts.includes(one))
        .flatMap((one) => strangersIn(one, incoming.person)),
    ],
  };
}

/**
 * What the partner holds, and sent before, that leads to something which comes now: a plan whose goal was not there when it was read, and is
 * there again after a restore. Its own text is no news, so it does not come with it.
 */
function leadingTo(came: readonly ReceivedResource[], own: readonly Counterpart[]): readonly ReceivedResource[] {
  const known = new Set(own.map(({ type, peerId }) => `${type}/${peerId}`));
  const strange = new Set(came.map(({ type, peerId }) => `${type}/${peerId}`)).difference(known);
  return own.flatMap(({ type, peerId, peerVersion, sent, echoed, frozen, gone }) => {
    const isHere = peerId !== undefined && peerVersion !== undefined && sent && echoed && !frozen && !gone;
    if (!isHere || came.some((one) => one.type === type && one.peerId === peerId)) return [];
    const leads = referencesIn(echoed).some((reference) => {
      const target = targetOf(reference);
      return target !== undefined && strange.has(`${target.type}/${target.id}`);
    });
    return leads ? [{ type, peerId, version: peerVersion, resource: echoed }] : [];
  });
}

/** Plans that are out of both directions, by the partner's ids: what is new in them is nowhere but in their text. */
function frozenPlansOf(
  own: readonly Counterpart[],
  isFollowed: (key: { readonly type: string; readonly peerId: string }) => boolean,
): ReadonlySet<string | undefined> {
  const frozen = own.filter(
    ({ type, frozen, peerId }) => type === 'CarePlan' && frozen && peerId && !isFollowed({ type, peerId }),
  );
  return new Set(frozen.map(({ peerId }) => peerId));
}

/** The id is the partner's own: some are longer than FHIR's may be, and here it gets another. */
export function withoutId(resource: unknown): unknown {
  if (!isObject(resource)) return resource;
  const { id: _, ...content } = resource;
  return content;
}

function errorsOf(findings: readonly Finding[] | undefined): readonly Finding[] {
  return (findings ?? []).filter(({ severity }) => severity === 'error');
}

/** Whether a resource with structural errors is still sound enough to tell what it belongs to. */
function canBeRead({ resource }: ReceivedResource): boolean {
  try {
    assemble([resource as Resource]);
    return true;
  } catch {
    return false;
  }
}

/** Elements that say whose resource it is. */
const SUBJECT_ELEMENTS = ['subject', 'patient', 'for'] as const;

function strangersIn({ received, resource, foreign }: Translated, person: string): readonly Finding[] {
  const stated = SUBJECT_ELEMENTS.map(
    (name) => (resource as unknown as Record<string, Reference | undefined>)[name]?.reference,
  );
  const strangers = stated.filter((reference) => {
    const target = targetOf(reference);
    return target?.type === 'Patient' && target.id !== person;
  });
  if (strangers.length === 0 && !foreign) return [];
  return [anotherPerson(placeAt(received.type, received.peerId))];
}

/**
 * A conflict, or a denial concluded from others with its notice: an adapter's own. A partner neither makes nor ends one, and one that is an
 * adapter itself concluded it from what is concluded from here, too.
 */
function isAdapters(resource: Resource): boolean {
  const kind = kindOf(resource);
  return kind === 'conflict' || kind === 'notice' || (resource.resourceType === 'Consent' && isDerived(resource));
}
