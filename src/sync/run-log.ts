import type { RunSummary } from '../store/partner-memory.ts';
import type { Store } from '../store/store.ts';

const DAY_MS = 24 * 3_600_000;

/** Keeps what a pass came to, for so many days. Passes in a row that found nothing to do share one summary. */
export async function keepSummary(store: Store, summary: RunSummary, keepDays: number): Promise<void> {
  // Nobody asked the partner anything: there is nothing to keep.
  if (summary.outcome === 'skipped' || summary.outcome === 'paused') return;
  const { partner, kind, started } = summary;
  const [last] = await store.runs({ partner, kind, count: 1 });
  const joins = last !== undefined && isUneventful(last) && isUneventful(summary) && last.strategy === summary.strategy;
  if (joins) {
    const shared = { ...summary, times: (last.times ?? 1) + 1, since: last.since ?? last.started };
    await store.saveRun(shared, last.id);
  } else {
    await store.saveRun(summary);
  }
  await store.forgetRuns(new Date(Date.parse(started) - keepDays * DAY_MS).toISOString());
}

function isUneventful(run: RunSummary): boolean {
  const { outcome, pulled, admitted, merged, setAside, conflicts, deleted, delivered, notices } = run;
  const happened = pulled + admitted + merged + setAside + conflicts + deleted + delivered + notices.length;
  return outcome === 'completed' && happened === 0;
}
