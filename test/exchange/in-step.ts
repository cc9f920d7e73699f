import type { Resource } from '@medplum/fhirtypes';
import { outlookFor } from '../../src/exchange/outlook.ts';
import { assemble } from '../../src/record/assemble.ts';
import { isRecordType } from '../../src/record/kinds.ts';
import { keyOf } from '../../src/record/record.ts';
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
    counterparts.flatMap(({ type, id, peerId, sent }) => (peerId ? [[`${type}/${id}`, sent] as const] : [])),
  );
  const { view } = outlookFor(record, partner, stage.context.now(), has);
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
  const expected = labelledIn(
    [...view.values()],
    [...record.parts.values()].map(({ resource }) => resource),
    entries,
  );
  const found = labelledIn(
    held.filter((resource) => belongs.has(keyOf(resource)) && isTheirs(keyOf(resource))),
    held,
    [],
  );
  return [
    ...strangers.map((key) => `nobody knows ${key}`),
    ...without(expected, found).map((text) => `missing ${text}`),
    ...without(found, expected).map((text) => `more ${text}`),
  ];
}

/** Measures that somebody wrote once and that are there twice, in the record or at a partner. */
export async function doubledMeasures(stage: Stage): Promise<readonly string[]> {
  const record = [...(await stage.record()).parts.values()].map(({ resource }) => resource);
  const places = [record, ...(await Promise.all([stage.fjordvik, stage.trust].map(stage.seen)))];
  return places.flatMap((resources) => {
    const texts = resources.flatMap((one) => (one.resourceType === 'ServiceRequest' ? (one.code?.text ?? []) : []));
    return texts.filter((text, index) => texts.indexOf(text) < index).map((text) => `doubled: ${text}`);
  });
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
