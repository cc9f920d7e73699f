import type { Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import type { Loss } from '../../../src/mapping/loss.ts';
import type { Mapping } from '../../../src/mapping/mapping.ts';
import { isObject, type JsonObject } from '../../../src/record/json.ts';
import { edited, edits } from './changed-records.ts';
import { unexplained } from './explained.ts';
import { recordsOf } from './records-of-schema.ts';

export interface Tally {
  /** Records that were mapped both ways and compared. */
  compared: number;
  /** Of these, without any loss. */
  lossless: number;
  /** Left out: what came back does not follow the source's schema, which the findings say. */
  unfit: number;
}

interface Trial {
  readonly mapping: Mapping;
  readonly schema: JsonObject;
  readonly times: number;
  readonly seed: number;
}

/** `toSource(toRecord(s))` equals `s`, but for what the loss report names. Throws with the smallest counterexample. */
export function sourceLaw({ mapping, schema, times, seed }: Trial): Tally {
  const tally: Tally = { compared: 0, lossless: 0, unfit: 0 };
  fc.assert(
    fc.property(recordsOf(schema, 12), (source) => {
      const { resources, loss, findings } = mapping.toRecord(source);
      if (findings.some(({ rule }) => rule === 'mapping-schema')) throw new Error('the generator breaks the schema');
      const back = mapping.toSource(resources);
      tell(unexplained(source, back.source, loss));
      tally.compared += 1;
      if (loss.length === 0) tally.lossless += 1;
    }),
    { numRuns: times, seed },
  );
  return tally;
}

/** `toRecord(toSource(r))` equals `r`, but for ids and what the loss report names. */
export function recordLaw(trial: Trial): Tally {
  return outAndIn(trial, 300, (record) => trial.mapping.toSource(record));
}

/**
 * `toRecord(toSource(r, before))` equals `r`, but for ids and what the loss report names: nothing that stood in `before` comes in with
 * what FHIR says.
 */
export function updateLaw(trial: Trial): Tally {
  return outAndIn(trial, 100, (record, before) => trial.mapping.toSource(record, before));
}

function outAndIn(
  { mapping, schema, times, seed }: Trial,
  realistic: number,
  out: (record: readonly Resource[], before: JsonObject) => ReturnType<Mapping['toSource']>,
): Tally {
  const tally: Tally = { compared: 0, lossless: 0, unfit: 0 };
  fc.assert(
    fc.property(recordsOf(schema, realistic), edits, (source, list) => {
      const record = edited(mapping.toRecord(source).resources, list);
      const back = out(record, source);
      if (back.findings.some(({ severity }) => severity === 'error')) {
        tally.unfit += 1;
        return;
      }
      const again = mapping.toRecord(back.source).resources;
      const named = namedAs(kept(record, back.loss), again, mapping);
      tell(unexplained(withoutIds(record), withoutIds(named), back.loss));
      tally.compared += 1;
      if (back.loss.length === 0) tally.lossless += 1;
    }),
    { numRuns: times, seed },
  );
  return tally;
}

/** Written over what the receiver has, a record that nobody changed changes nothing, also nothing that FHIR never took. */
export function keepingLaw({ mapping, schema, times, seed }: Trial): Tally {
  const tally: Tally = { compared: 0, lossless: 0, unfit: 0 };
  fc.assert(
    fc.property(recordsOf(schema, 12), (source) => {
      const { resources, loss } = mapping.toRecord(source);
      const back = mapping.toSource(resources, source);
      tell(unexplained(source, back.source, []));
      tally.compared += 1;
      if (loss.length === 0) tally.lossless += 1;
    }),
    { numRuns: times, seed },
  );
  return tally;
}

function tell(wrong: readonly string[]): void {
  if (wrong.length > 0) throw new Error(`not in the loss report: ${wrong.join(' ')}`);
}

/** Names of one exchange, by which its resources refer to each other, are no content. */
function withoutIds(record: readonly Resource[]): readonly JsonObject[] {
  return record.map((resource) => {
    const { id: _, meta, ...rest } = resource as unknown as JsonObject;
    return meta === undefined ? rest : { ...rest, meta };
  });
}

/** Those that are not lost as a whole: what comes back is none of them. */
function kept(record: readonly Resource[], losses: readonly Loss[]): readonly Resource[] {
  const lost = new Set(losses.map(({ pointer }) => pointer));
  return record.filter((_, index) => !lost.has(`/${index}`));
}

/** `again` with the ids of `record`: of the same type, with the same identifier of ours, named by that id, or with the same id. */
function namedAs(record: readonly Resource[], again: readonly Resource[], { document }: Mapping): readonly Resource[] {
  const names = new Map<string, string>();
  const taken = new Set<Resource>();
  const rename = (isSame: (resource: Resource, other: Resource) => boolean): void => {
    for (const resource of again) {
      const key = `${resource.resourceType}/${resource.id ?? ''}`;
      if (names.has(key)) continue;
      const same = record.find(
        (other) => !taken.has(other) && other.resourceType === resource.resourceType && isSame(resource, other),
      );
      if (!same) continue;
      taken.add(same);
      names.set(key, `${same.resourceType}/${same.id ?? ''}`);
    }
  };
  const ours = (resource: Resource) => oursOf(resource, document.system);
  rename((resource, other) => ours(resource) !== undefined && ours(resource) === ours(other));
  rename((resource, other) => ours(other) === undefined && ours(resource)?.endsWith(`|${other.id}`) === true);
  // Two that have lost what they were called, and say the same, are told apart by what leads to them.
  rename((resource, other) => resource.id === other.id);
  rename(() => true);
  return again.map(
    (resource) =>
      JSON.parse(
        JSON.stringify(resource, (key, value: unknown) =>
          key === 'reference' && typeof value === 'string' ? (names.get(value) ?? value) : value,
        ),
      ) as Resource,
  );
}

function oursOf(resource: Resource, system: string): string | undefined {
  const identifiers = (resource as { readonly identifier?: unknown }).identifier;
  if (!Array.isArray(identifiers)) return undefined;
  for (const each of identifiers) {
    const { system: own, value } = isObject(each) ? each : {};
    if (typeof value === 'string' && String(own).startsWith(`${system}/`)) return `${own}|${value}`;
  }
  return undefined;
}
