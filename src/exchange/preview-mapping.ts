import type { Resource } from '@medplum/fhirtypes';
import type { Loss } from '../mapping/loss.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { contentOf } from '../record/content-of.ts';
import { staysGone } from '../record/deletion.ts';
import { asJson } from '../record/json.ts';
import { keyOf } from '../record/record.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import type { Context, Partner } from './context.ts';
import { goneFrom, heldBy } from './held-view.ts';
import { type LoadedRecord, loadRecord } from './load-record.ts';
import { MappingChange, type Outcome, type PreviewedWay, placeIn } from './mapping-change.ts';
import { outlookFor } from './outlook.ts';
import { outgoing } from './payload.ts';
import { tracePreview } from './preview-change.ts';
import { profileFindings } from './profile-findings.ts';
import { entriesLedTo } from './shown-record.ts';

/** A mapping, and what its form has a place for. */
export interface PreviewedMapping {
  readonly mapping: Pick<Mapping, 'toRecord' | 'toSource'>;
  readonly holds: NonNullable<Partner['holds']>;
}

/** What a changed mapping would do. Ids and counts only: never content. */
export interface MappingPreview {
  readonly records: number;
  /** As each partner that uses the mapping would be sent it; where none does, each record whole. */
  readonly toSource: PreviewedWay;
  /** What came from these partners last, as it would come in. */
  readonly toFhir: PreviewedWay;
}

interface MappingPreviewOptions {
  readonly before: PreviewedMapping;
  readonly after: PreviewedMapping;
  /** Names of the partners whose mapping it is. */
  readonly partners: readonly string[];
  /** What came last of the person whom a partner knows by this id of a Patient; undefined: nothing is known of it. */
  readonly lastSource: (partner: string, peerId: string) => Promise<unknown>;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/**
 * Maps every record both ways by the mapping that is used and by another, and tells what would change before it is put in its
 * place. One record is held at a time. Nothing is written but an AuditEvent, and that before anything is read.
 *
 * @example
 * const preview = await previewMapping(context, { before, after, partners: ['NAV'], lastSource });
 */
export async function previewMapping(context: Context, options: MappingPreviewOptions): Promise<MappingPreview> {
  const { before, after, lastSource } = options;
  const { store } = context;
  await tracePreview(context);
  const partners = context.partners.filter(({ name }) => options.partners.includes(name));
  const { persons } = await store.changedSince(0);
  const out = new MappingChange();
  const back = new MappingChange();
  for (const [done, person] of persons.entries()) {
    options.onProgress?.({ done, total: persons.length });
    const key = `Patient/${person}`;
    const loaded = await loadRecord(store, person);
    if (partners.length === 0) {
      const resources = await wholeRecord(context, loaded);
      out.add(key, sent(before, resources, undefined), sent(after, resources, undefined));
    }
    for (const partner of partners) {
      if (!(await store.link(person, partner.name))) continue;
      const held = await store.counterparts(partner.name, person);
      const patients = held.flatMap(({ type, peerId }) => (type === 'Patient' && peerId !== undefined ? [peerId] : []));
      const sources = await Promise.all(patients.map((peerId) => lastSource(partner.name, peerId)));
      const source = sources.find((each) => each !== undefined);
      const [now, then] = await Promise.all(
        [before, after].map(({ holds }) => viewAt(context, { ...partner, holds }, loaded, held)),
      );
      if (now && then && now.length + then.length > 0) {
        out.add(key, sent(before, now, source), sent(after, then, source));
      }
      if (source !== undefined) {
        back.add(key, taken(context, partner, before, source), taken(context, partner, after, source));
      }
    }
  }
  return { records: persons.length, toSource: out.way, toFhir: back.way };
}

/** What is owed to a partner, in its ids; what it does not have yet under ours. */
async function viewAt(
  { store, partners, now }: Context,
  partner: Partner,
  { record }: LoadedRecord,
  held: Awaited<ReturnType<Context['store']['counterparts']>>,
): Promise<readonly Resource[]> {
  const gone = staysGone(record, partner.name, goneFrom(held));
  const outlook = outlookFor(record, partner, now(), heldBy(held), gone);
  const view = [...outlook.view.values()];
  const entries = (await entriesLedTo(store, view)).map(({ resource }) => resource);
  const all = [...view, ...entries];
  const known = held.flatMap(({ type, id, peerId }) =>
    peerId === undefined ? [] : [[`${type}/${id}`, peerId] as const],
  );
  const peerIds = new Map([...all.map((one) => [keyOf(one), one.id ?? ''] as const), ...known]);
  const leaving = { partner, partners, record, outlook, peerIds };
  return view.length === 0 ? [] : all.map((one) => contentOf(outgoing(leaving, one, peerIds.get(keyOf(one)))));
}

async function wholeRecord({ store }: Context, { record }: LoadedRecord): Promise<readonly Resource[]> {
  const parts = [...record.parts.values()].map(({ resource }) => resource);
  const entries = await entriesLedTo(store, parts);
  return [...parts, ...entries.map(({ resource }) => contentOf(resource))];
}

/** What would leave. Half of what a partner asks for is not what it asks for. */
function sent({ mapping, holds }: PreviewedMapping, resources: readonly Resource[], source: unknown): Outcome {
  const owed = resources.filter(holds);
  const { source: value, loss, findings } = mapping.toSource(owed, source);
  const place = (pointer: string): string => {
    const [, index = '', ...rest] = pointer.split('/');
    return placeIn([owed[Number(index)]?.resourceType ?? '', ...rest].join('/'));
  };
  return { value, told: toldIn(loss, findings, place), isRefused: value === undefined || hasErrors(findings) };
}

/** What would come in, and pass the gate. */
function taken(context: Context, sender: Partner, { mapping }: PreviewedMapping, source: unknown): Outcome {
  const { resources, loss, findings } = mapping.toRecord(source);
  const value = resources.map((resource) => asJson(contentOf(resource)));
  const gate = resources.flatMap((resource) => profileFindings(context, sender, resource));
  const errors = gate.filter(({ severity }) => severity === 'error');
  return {
    value,
    told: [
      ...toldIn(loss, findings, placeIn),
      ...toldIn([], errors, (path) => path.replaceAll(/\[\d+\]/gu, '').replaceAll('.', '/')),
    ],
    isRefused: hasErrors(findings) || errors.length > 0,
  };
}

function toldIn(
  loss: readonly Loss[],
  findings: readonly Finding[],
  place: (pointer: string) => string,
): Outcome['told'] {
  return [
    ...loss.map(({ pointer, reason }) => ({ what: 'loss', is: reason, place: place(pointer) }) as const),
    ...findings.map(({ rule, path }) => ({ what: 'finding', is: rule, place: place(path) }) as const),
  ];
}
