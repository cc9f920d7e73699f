import type { Patient, Resource } from '@medplum/fhirtypes';
import { SamplanError } from '../errors.ts';
import { contentOf } from '../record/content-of.ts';
import { ended } from '../record/ending.ts';
import { personIdentifiers } from '../record/identity.ts';
import { equal } from '../record/json.ts';
import { kindOf } from '../record/kinds.ts';
import { keyOf } from '../record/record.ts';
import type { Stored } from '../store/store.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import { amend, commitAmendment } from './amend.ts';
import type { Context, Party } from './context.ts';
import { type LoadedRecord, loadRecord } from './load-record.ts';
import { profileFindings } from './profile-findings.ts';
import { type RecordState, statesOf } from './record-states.ts';
import { auditRead } from './trace-access.ts';
import { untilItHolds } from './until-it-holds.ts';

/** An earlier version of a part. */
export interface EarlierVersion {
  readonly type: string;
  readonly id: string;
  readonly version: number;
}

/**
 * An earlier version of a part becomes the current one again, as a new version with Provenance. The same profiles and
 * law hold for it as for any other change. What a person consented to or withdrew is not undone: what she decides now
 * is recorded instead (pbrl § 4-1).
 *
 * @returns the new version; the current one where that says the same already
 * @throws SamplanError `not-found`, `method-not-allowed` for a consent or a conflict, `invalid` with every finding
 * @example
 * await undo(context, coordinator, { type: 'Goal', id: goalId, version: 2 });
 */
export function undo(context: Context, caller: Party, what: EarlierVersion): Promise<Stored> {
  return untilItHolds(() => undoOnce(context, caller, what), 'stale-record', 'stale-version');
}

async function undoOnce(context: Context, caller: Party, { type, id, version }: EarlierVersion): Promise<Stored> {
  const { store } = context;
  const current = await store.read(type, id);
  const earlier = await store.readVersion(type, id, version);
  if (!current?.record || current.deleted || !earlier || earlier.deleted || earlier.record !== current.record)
    throw noSuchVersion(type);
  const resource = contentOf(earlier.resource);
  if (!isUndone(resource)) throw decidedElsewhere(type);
  if (equal(resource, contentOf(current.resource))) {
    await auditRead(context, caller, { interaction: 'operation', operation: 'undo', resources: [current] });
    return current;
  }
  const loaded = await loadRecord(store, current.record);
  const [stored] = await write(context, caller, loaded, [resource], [`${keyOf(resource)}/_history/${version}`]);
  return stored as Stored;
}

/**
 * A person's whole record as it stood after an earlier change, in one commit. What came later ends as parts do; what
 * was done stays done, and consents stay as they are now.
 *
 * @param seq a change of the record as `recordStates` tells them
 * @returns the versions written: none where nothing is different
 * @throws SamplanError `not-found` where the person had no record then, `invalid` with every finding
 * @example
 * await undoRecord(context, coordinator, person, 4711);
 */
export function undoRecord(context: Context, caller: Party, person: string, seq: number): Promise<readonly Stored[]> {
  return untilItHolds(() => undoRecordOnce(context, caller, person, seq), 'stale-record', 'stale-version');
}

async function undoRecordOnce(
  context: Context,
  caller: Party,
  person: string,
  seq: number,
): Promise<readonly Stored[]> {
  const loaded = await loadRecord(context.store, person);
  const { states, versions } = await statesOf(context.store, loaded);
  const state = states.findLast((one) => one.from <= seq);
  if (!state) throw noSuchState();
  const changed: Resource[] = [];
  const sources: string[] = [];
  for (const [key, { resource }] of loaded.record.parts) {
    if (!isUndone(resource)) continue;
    const then = versions.get(key)?.find((one) => one.seq <= state.seq);
    const now = then ? contentOf(then.resource) : ended(resource);
    if (!now || equal(now, resource)) continue;
    changed.push(now);
    if (then) sources.push(`${key}/_history/${then.version}`);
  }
  return changed.length > 0 ? write(context, caller, loaded, changed, sources) : [];
}

/** The changes of a person's record, the oldest first: what it can be brought back to. */
export async function recordStates({ store }: Context, person: string): Promise<readonly RecordState[]> {
  return (await statesOf(store, await loadRecord(store, person))).states;
}

/** What a person decided about her consents, and what somebody decided about a conflict, stands. */
function isUndone(resource: Resource): boolean {
  const kind = kindOf(resource);
  return kind !== undefined && kind !== 'consent' && kind !== 'conflict';
}

async function write(
  context: Context,
  by: Party,
  loaded: LoadedRecord,
  parts: readonly Resource[],
  sources: readonly string[],
): Promise<readonly Stored[]> {
  const amendment = await amend(context, loaded, parts, by);
  const findings = [...parts.flatMap((part) => profileFindings(context, by, part)), ...amendment.findings];
  if (hasErrors(findings)) throw wouldBreak(findings);
  const patients = parts.filter((part): part is Patient => part.resourceType === 'Patient');
  const { person } = loaded.record;
  return commitAmendment(
    context,
    amendment,
    { by, interaction: 'operation', activity: 'undo', sources },
    { identifiers: patients.flatMap(personIdentifiers).map((identifier) => ({ ...identifier, person })) },
  );
}

function noSuchVersion(where: string): SamplanError {
  return new SamplanError(
    'not-found',
    {
      nb: 'Det finnes ingen slik versjon av en del av en plan. Historikken ([type]/[id]/_history) viser hvilke som finnes.',
      nn: 'Det finst ingen slik versjon av ein del av ein plan. Historikken ([type]/[id]/_history) viser kva for nokre som finst.',
      en: 'There is no such version of a part of a plan. Its history ([type]/[id]/_history) shows those there are.',
    },
    { where },
  );
}

function noSuchState(): SamplanError {
  return new SamplanError('not-found', {
    nb: 'Personen hadde ingen plan her da. «samplan undo --person ID» viser hvilke endringer som finnes.',
    nn: 'Personen hadde ingen plan her då. «samplan undo --person ID» viser kva for endringar som finst.',
    en: 'The person had no record here then. “samplan undo --person ID” shows the changes there are.',
  });
}

function decidedElsewhere(type: string): SamplanError {
  return new SamplanError(
    'method-not-allowed',
    {
      nb: 'Samtykker og avgjørelser angres ikke. Registrer det personen bestemmer nå, eller endre delen på vanlig måte.',
      nn: 'Samtykke og avgjerder blir ikkje angra. Registrer det personen bestemmer no, eller endre delen på vanleg måte.',
      en: 'Consents and decisions are not undone. Record what the person decides now, or change the part as usual.',
    },
    { where: type },
  );
}

function wouldBreak(findings: readonly Finding[]): SamplanError {
  return new SamplanError(
    'invalid',
    {
      nb: 'Slik planen sto da, ville den ikke være gyldig nå. Hvert funn sier hva som er i veien.',
      nn: 'Slik planen stod då, ville han ikkje vere gyldig no. Kvart funn seier kva som er i vegen.',
      en: 'As it stood then the plan would not be valid now. Each finding says what is in the way.',
    },
    { findings },
  );
}
