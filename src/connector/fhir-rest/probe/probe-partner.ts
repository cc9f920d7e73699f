import { isError, SamplanError } from '../../../errors.ts';
import { isSyntheticNumber } from '../../../record/person-number.ts';
import { partnerTexts } from '../../texts.ts';
import { parseBase } from '../base.ts';
import { type Ask, createAsk } from './ask.ts';
import { claimsOf } from './claims.ts';
import { judge } from './judge.ts';
import { findOrMakePerson } from './person.ts';
import { PLAIN_TYPES } from './plain-resource.ts';
import type { PartnerReport } from './report.ts';
import { startTrial, type Trial } from './trial.ts';
import { type Findings, tryEverything } from './try-everything.ts';
import { clockAhead, readMetadata } from './try-metadata.ts';
import { sampleOf } from './try-shapes.ts';

export interface ProbeOptions {
  /** Base address of the partner's FHIR server. */
  readonly url: string;
  /** Synthetic fødselsnummer or D-number (src/record/person-number.ts): everything is written about this patient. */
  readonly patient: string;
  readonly fetch: typeof fetch;
  /** Now, ISO 8601. */
  readonly now: () => string;
  /** A new UUID. */
  readonly newId: () => string;
  /** Ends the check early; what it made is taken away all the same. */
  readonly signal?: AbortSignal;
  /** For one request, from its start to the last byte of its answer. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 10 * 1024 * 1024;

/**
 * Finds out what a partner's system really does, by trying it on one synthetic patient. What it makes there it takes
 * away again, also when it is interrupted or the partner goes down; what it could not, it says. It asks for nothing
 * about anybody else; where a partner shows others all the same, nothing of them is kept.
 *
 * Never throws for what the partner does: of one that does not answer the verdict is `unreachable`.
 *
 * @throws SamplanError `configuration` when the address cannot be used, `bad-parameter` when the number is not synthetic.
 * @example
 * const report = await probePartner({ url: 'http://127.0.0.1:9002/fhir', patient: '14836830068', fetch, now, newId });
 * report.verdict // 'usable-with-losses'
 */
export async function probePartner(options: ProbeOptions): Promise<PartnerReport> {
  const { url, patient, fetch, now, newId, signal, timeoutMs = TIMEOUT_MS } = options;
  const base = parseBase(url);
  if (!isSyntheticNumber(patient))
    throw new SamplanError('bad-parameter', partnerTexts.notSynthetic, { where: 'patient' });
  const at = now();
  const found: Findings = { observations: [], ornaments: [], types: [] };
  const trials: Trial[] = [];
  let isCleaning = false;
  const unhurried = createAsk(base, { fetch, timeoutMs, maxBytes: MAX_BYTES });
  const ask: Ask = (question) => {
    if (!isCleaning) signal?.throwIfAborted();
    return unhurried(question);
  };
  let statement: unknown;
  let ahead: number | undefined;

  async function tryIt(): Promise<void> {
    const asked = Date.parse(now());
    const metadata = await ask({ method: 'GET', url: base.at(['metadata']) });
    ahead = clockAhead(metadata, asked, Date.parse(now()));
    statement = metadata.json;
    found.observations.push(...readMetadata(metadata, ahead));
    const ofPatients = startTrial({ ask, base, newId, patient: 'Patient/none', type: 'Patient' });
    trials.push(ofPatients);
    const { reference, made, observations } = await findOrMakePerson(ofPatients, patient, sampleOf('Patient'));
    found.observations.push(...observations);
    if (reference === undefined) return;
    const others = PLAIN_TYPES.map((type) => startTrial({ ask, base, newId, patient: reference, type }));
    trials.push(...others);
    await tryEverything(others, made, found);
  }

  const ended = await tryIt().then(
    () => 'finished',
    (error: unknown) => error,
  );
  isCleaning = true;
  // What refers to the patient goes before her.
  const leftBehind: string[] = [];
  for (const trial of trials.toReversed()) leftBehind.push(...(await trial.cleanUp()));
  const isFinished = ended === 'finished';
  if (!isFinished && !isError(ended, 'partner-unreachable') && !signal?.aborted) throw ended;

  const claims = claimsOf(statement, found.triedWith ?? '');
  const judged = judge(found.observations, [...found.ornaments, ...found.types], claims);
  return {
    format: 1,
    url,
    at,
    ...judged,
    verdict: isFinished ? judged.verdict : 'unreachable',
    ...(claims?.software ? { software: claims.software } : {}),
    ...(found.triedWith === undefined ? {} : { triedWith: found.triedWith }),
    ornaments: found.ornaments,
    types: found.types,
    ...(ahead === undefined ? {} : { clockAheadMs: ahead }),
    leftBehind,
  };
}
