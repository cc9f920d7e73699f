import type { NotReady, Readiness, TenantsReadiness } from './readiness.ts';

/** A tenant as its host asks it. */
interface Asked {
  readonly name: string;
  /** Whether opening it was tried at all. */
  readonly isTried: () => boolean;
  readonly ready: Readiness;
}

/**
 * Readiness of a process that serves several tenants: it is ready once each was tried and while one of them is. The others lose nothing
 * by it: another process could do no more for one whose store fails, and they would lose this one.
 *
 * @param isStopping true once the process was told to stop
 * @example
 * const { ready, tenants } = hostReadiness([fjordvik, nordvik], () => isStopping);
 * await ready(); // []
 * await tenants(); // { nordvik: ['store-fault'] }
 */
export function hostReadiness(
  asked: readonly Asked[],
  isStopping: () => boolean,
): { readonly ready: Readiness; readonly tenants: TenantsReadiness } {
  const looked = (): Promise<readonly (readonly [string, readonly NotReady[]])[]> =>
    Promise.all(asked.map(async ({ name, ready }) => [name, await ready()] as const));
  return {
    async ready() {
      if (isStopping()) return ['stopping'];
      if (asked.some(({ isTried }) => !isTried())) return ['starting'];
      const failing = (await looked()).map(([, reasons]) => reasons);
      return failing.some((reasons) => reasons.length === 0) ? [] : [...new Set(failing.flat())];
    },
    async tenants() {
      return Object.fromEntries((await looked()).filter(([, reasons]) => reasons.length > 0));
    },
  };
}
