import { equal } from '../record/json.ts';
import type { DutyRow } from '../store/duty-memory.ts';
import type { StoreFinding } from '../store/store-check.ts';
import type { Context } from './context.ts';
import { dutiesKnownOf, dutiesUpToDate } from './duty-index.ts';

/** As many as are told of. */
const MOST = 100;

/**
 * Looks whether the index of duties says what the records say.
 *
 * @param sample of how many records, spread over all; absent: of all
 * @returns without `compared` where there is no index of this program and these settings
 * @example
 * (await checkDuties(context, 2000)).findings; // []
 */
export async function checkDuties(
  context: Context,
  sample?: number,
): Promise<{ readonly findings: readonly StoreFinding[]; readonly compared?: number }> {
  if (!(await dutiesUpToDate(context))) return { findings: [] };
  const { store } = context;
  const { persons, seq } = await store.changedSince(0);
  const step = sample === undefined ? 1 : Math.max(1, Math.ceil(persons.length / sample));
  const chosen = persons.filter((_, place) => place % step === 0);
  const findings: StoreFinding[] = [];
  for (const person of chosen) {
    if (findings.length === MOST) break;
    const { duties } = await dutiesKnownOf(context, person, seq);
    const known = (await store.dutiesAbout(person)).map(({ person: _, ...duty }: DutyRow) => duty);
    if (!equal(duties, known)) findings.push({ code: 'duties-wrong', place: person });
  }
  return { findings, compared: chosen.length };
}
