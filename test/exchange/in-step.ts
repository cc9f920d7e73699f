import type { Reference, Resource } from '@medplum/fhirtypes';
import { outlookFor } from '../../src/exchange/outlook.ts';
import { assemble } from '../../src/record/assemble.ts';
import { staysGone } from '../../src/record/deletion.ts';
import { isRecordType } from '../../src/record/kinds.ts';
import { keyOf } from '../../src/record/record.ts';
import { isRelative, mapReferences, targetOf } from '../../src/record/references.ts';
import type { Counterpart } from '../../src/store/store.ts';
import { labelled } from './labels.ts';
import type { Stage, StagedPartner } from './stage.ts';

/**
 * What a partner holds of a person's plan that its view does not say, and the other way round; empty when it holds
 * exactly its view. What is frozen counts as nobody's, and a Patient is each system's own.
 */
export async function differences(stage: Stage, partner: StagedPartner, number?: string): Promise<readonly string[]> {
  const person = await stage.person(number);
  const record = await stage.record(number);
  const counterparts = await stage.store.counterparts(partner.name, person);
  const has = new Map(
    counterparts.flatMap(({ type, id, peerId, sent, gone }) =>
      peerId && !gone ? [[`${type}/${id}`, sent] as const] : [],
    ),
  );
  const deleted = new Set(counterparts.filter(({ gone }) => gone).map(({ type, id }) => `${type}/${id}`));
  const gone = staysGone(record, partner.name, deleted);
  const { view } = outlookFor(record, partner, stage.context.now(), has, gone);
  const held = await stage.seen(partner);
  const peerKey = ({ type, peerId }: Counterpart): string => `${type}/${peerId ?? ''}`;
  const frozen = new Set(counterparts.filter((one) => one.frozen).map(peerKey));
  const known = new Set(counterparts.map(peerKey));
  const belongs = assemble(held.filter(({ resourceType }) => isRecordType(resourceType)));
  // What hangs on a frozen plan only is as far away as the plan.
  const isHeld = (await stage.link(partner, number))?.standing === 'held';
  const strangers = isHeld ? [] : [...belongs].filter((key) => !known.has(key));

  const isTheirs = (key: string): boolean => !frozen.has(key) && (known.has(key) || !isHeld);
  const entries = [...record.directory.values()];
  // What leads to a resource that only another partner ever had leads nowhere here.
  const leadsHere = ({ reference, identifier }: Reference): boolean =>
    !targetOf(reference) ||
    identifier !== undefined ||
    isRelative(reference ?? '') ||
    reference?.startsWith(`${partner.base}/`) === true;
  const expected = labelledIn(
    [...view.values()].map((one) => mapReferences(one, (link) => (leadsHere(link) ? link : undefined))),
    [...record.parts].flatMap(([key, { resource }]) => (gone.has(key) ? [] : [resource])),
    entries,
  );
  const found = labelledIn(
    // What is a part stays one, also while the partner's plan does not lead to it.
    held.filter((one) => (belongs.has(keyOf(one)) || known.has(keyOf(one))) && isTheirs(keyOf(one))),
    held,
    [],
  );
  return [
    ...strangers.map((key) => `nobody knows ${key}`),
    ...without(expected, found).map((text) => `missing ${text}`),
    ...without(found, expected).map((text) => `more ${text}`),
  ];
}

/** Resources labelled among everything around them, references to what is not shown left out. */
function labelledIn(
  chosen: readonly Resource[],
  around: readonly Resource[],
  entries: readonly Resource[],
): readonly string[] {
  const shown = new Map([...around, ...entries].map((resource) => [keyOf(resource), resource]));
  for (const resource of chosen) shown.set(keyOf(resource), resource);
  const keys = new Set(chosen.map(keyOf));
  return labelled([...shown.values()], (resource) => keys.has(keyOf(resource)) && resource.resourceType !== 'Patient');
}

function without(left: readonly string[], right: readonly string[]): readonly string[] {
  const rest = [...right];
  return left.filter((text) => {
    const index = rest.indexOf(text);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}
