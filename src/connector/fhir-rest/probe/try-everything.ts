import type { JsonObject } from '../../../record/json.ts';
import type { Observation, ShapeReport } from './report.ts';
import type { TraitCode } from './traits.ts';
import type { Trial } from './trial.ts';
import { tryHistoryAndDeletion } from './try-history.ts';
import { tryPaging } from './try-paging.ts';
import { iso, makeThree, tryFinding, tryLastUpdated, trySearching } from './try-searching.ts';
import { tryOrnaments, tryTypes } from './try-shapes.ts';
import { tryTransactions } from './try-transactions.ts';
import { tryWriting } from './try-writing.ts';

/** What has been found out so far: filled as the check goes on, so that an end in the middle loses nothing. */
export interface Findings {
  /** The type that protocol was tried with. */
  triedWith?: string;
  readonly observations: Observation[];
  readonly ornaments: ShapeReport[];
  readonly types: ShapeReport[];
}

/**
 * Tries it all, each thing on the ground of what was found before.
 *
 * @param trials one for each type that the work can be done with, the preferred first
 * @param patient what was written, when the check made the patient
 */
export async function tryEverything(
  trials: readonly Trial[],
  patient: JsonObject | undefined,
  found: Findings,
): Promise<void> {
  const { observations } = found;
  const works = (trait: TraitCode): boolean => observations.some((one) => one.trait === trait && one.answer === 'yes');

  const trial = await firstThatWrites(trials, observations);
  if (!trial) return;
  found.triedWith = trial.type;
  const searched = trial.plain('searched');
  observations.push(...(await trySearching(trial, searched)));
  // Elsewhere others' entries would come along: few are asked for, and none of them is looked at.
  const scope = works('search-patient') ? { patient: trial.patient } : {};
  const made = await makeThree(trial);
  observations.push(...(await tryLastUpdated(trial, made, scope)));
  const since = works('search-last-updated') ? made.times?.[0] : undefined;
  const narrowed = { ...scope, ...(since === undefined ? {} : { _lastUpdated: `ge${iso(since - 1000)}` }) };
  const query = { ...narrowed, ...(works('sort') ? { _sort: '_lastUpdated' } : {}), _count: '1' };
  if (Object.keys(narrowed).length > 0) observations.push(...(await tryPaging(trial, made.ids, query)));
  observations.push(...(await tryHistoryAndDeletion(trial, made)));
  observations.push(...(await tryTransactions(trial)));
  observations.push(await tryFinding(trial, searched));
  found.ornaments.push(...(await tryOrnaments(trial)));
  found.types.push(...(await tryTypes(trial, found.ornaments, patient)));
}

/** The first type that can be created; where there is none, only the refusal of the preferred one is told. */
async function firstThatWrites(trials: readonly Trial[], observations: Observation[]): Promise<Trial | undefined> {
  const refused: Observation[] = [];
  for (const trial of trials) {
    const written = await tryWriting(trial);
    if (written.some(({ trait, answer }) => trait === 'create' && answer === 'yes')) {
      observations.push(...written);
      return trial;
    }
    refused.push(...written);
  }
  observations.push(...refused.slice(0, 1));
  return undefined;
}
