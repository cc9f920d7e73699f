import type { SetAside } from '../store/store.ts';

/** Whether something is to be mended. A candidate blocks nothing: it waits for a decision, and everything else goes on. */
export function blocks(entry: SetAside | undefined): entry is SetAside {
  return entry !== undefined && (!entry.candidates || entry.findings.some(({ severity }) => severity === 'error'));
}
