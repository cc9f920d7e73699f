import type { CarePlan, Task } from '@medplum/fhirtypes';
import type { Party } from '../consent/party.ts';
import { SamplanError } from '../errors.ts';
import { type Candidate, candidateOf } from '../record/candidate.ts';
import { type CandidateDecision, decideCandidate } from '../record/decide-candidate.ts';
import { isOver } from '../record/ending.ts';
import { keyOf } from '../record/record.ts';
import { withParts } from '../record/with-parts.ts';
import type { Commit, Counterpart, Stored } from '../store/store.ts';
import { hasErrors } from '../validation/finding.ts';
import { amend, commitAmendment } from './amend.ts';
import { keyOfReceived } from './candidates.ts';
import type { Context } from './context.ts';
import { type LoadedRecord, loadDirectory } from './load-record.ts';
import { profileFindings } from './profile-findings.ts';

/**
 * A person decides what becomes of two plans for one person. The candidate comes into the record as the decision leaves
 * it, with what hangs on it, under the ids it had; it is in both directions again, so every side learns of it.
 *
 * @returns the completed Task; undefined where either plan has ended meanwhile, and the next pass closes the Task
 * @throws SamplanError `invalid` with every finding when the decision would break the record
 */
export async function resolveCandidate(
  context: Context,
  caller: Party,
  loaded: LoadedRecord,
  task: Task,
  decision: CandidateDecision,
): Promise<Stored | undefined> {
  const { store, partners } = context;
  const { record } = loaded;
  const waiting = candidateOf(task);
  const plan = record.parts.get(task.focus?.reference ?? '')?.resource;
  if (!waiting || plan?.resourceType !== 'CarePlan' || isOver(plan)) return undefined;
  const rows = await rowsOf(context, waiting, record.person);
  const texts = rows.flatMap(({ sent }) => sent ?? []);
  const candidate = texts.find((text): text is CarePlan => isPlanOf(waiting, rows, text.id));
  if (!candidate) return undefined;

  const parts = texts.filter((text) => text !== candidate);
  const sender = partners.find(({ name }) => name === waiting.partner) ?? caller;
  const directory = new Map([...record.directory, ...(await loadDirectory(store, texts))]);
  const both = withParts({ ...record, directory }, texts, sender.organization);
  const earlier = await Promise.all(texts.map(({ resourceType, id = '' }) => store.read(resourceType, id)));
  const stored = new Map([
    ...loaded.stored,
    ...earlier.flatMap((one) => (one ? [[keyOf(one.resource), one] as const] : [])),
  ]);
  const decided = decideCandidate(decision, { plan, candidate, parts });
  const done: Task = {
    ...task,
    status: 'completed',
    output: [{ type: { text: 'decision' }, valueString: decision }],
  };
  const changed = decided.filter((one) => one !== plan);
  const amendment = await amend(context, { ...loaded, record: both, stored }, [done, ...changed], caller);
  const findings = [
    ...changed.flatMap((one) => profileFindings(context, one === decided[0] ? caller : sender, one)),
    ...amendment.findings,
  ];
  if (hasErrors(findings)) throw cannotStand(findings);
  const [first] = await commitAmendment(
    context,
    amendment,
    { by: caller, interaction: 'operation', activity: 'resolve-conflict' },
    {
      counterparts: rows.map((row) => ({ ...row, frozen: false })),
      ...(await noLongerKept(context, waiting, rows, record.person)),
    },
  );
  return first;
}

/** Where the candidate's parts are, as far as they are kept. */
async function rowsOf({ store }: Context, waiting: Candidate, person: string): Promise<readonly Counterpart[]> {
  const addresses = (waiting.bundle.entry ?? []).flatMap(({ fullUrl }) => fullUrl ?? []);
  return (await store.counterparts(waiting.partner, person)).filter(
    ({ type, peerId }) => peerId !== undefined && addresses.some((address) => address.endsWith(`/${type}/${peerId}`)),
  );
}

function isPlanOf({ bundle }: Candidate, rows: readonly Counterpart[], id: string | undefined): boolean {
  const row = rows.find((one) => one.type === 'CarePlan' && one.id === id);
  return row !== undefined && bundle.entry?.[0]?.fullUrl?.endsWith(`/CarePlan/${row.peerId}`) === true;
}

/** What is set aside at the partner besides: another candidate, or what is to be mended. */
async function noLongerKept(
  { store }: Context,
  { partner }: Candidate,
  rows: readonly Counterpart[],
  person: string,
): Promise<Pick<Commit, 'taken' | 'setAside'>> {
  const entry = await store.setAside(partner, person);
  if (!entry) return {};
  const keys = new Set(rows.map(({ type, peerId = '' }) => keyOfReceived({ type, peerId })));
  const resources = entry.resources.filter((one) => !keys.has(keyOfReceived(one)));
  const candidates = (entry.candidates ?? []).filter((key) => !keys.has(key));
  const { candidates: _, ...rest } = entry;
  return {
    taken: [{ partner, person }],
    ...(resources.length > 0
      ? { setAside: [{ ...rest, resources, ...(candidates.length > 0 ? { candidates } : {}) }] }
      : {}),
  };
}

function cannotStand(findings: NonNullable<SamplanError['findings']>): SamplanError {
  return new SamplanError(
    'invalid',
    {
      nb: 'Med denne avgjørelsen ville ikke begge planene være gyldige. Velg en annen, eller rett planen der den står.',
      nn: 'Med denne avgjerda ville ikkje begge planane vere gyldige. Vel ei anna, eller rett planen der han står.',
      en: 'With this decision the plans would not both be valid. Choose another, or correct the plan where it stands.',
    },
    { findings },
  );
}
