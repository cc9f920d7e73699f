import type { Capabilities, Features, PullStrategy, StrategyReason } from '../store/partner-memory.ts';

/** What the configuration says of how a partner is asked. */
export type PullSetting = 'auto' | PullStrategy;

/** How a partner is asked, and what decided it. */
export interface ChosenStrategy {
  readonly strategy: PullStrategy;
  readonly why: StrategyReason;
}

/** Nearest first: what passes met, what was tried, what the partner says of itself. */
const SOURCES = ['learned', 'probed', 'stated'] as const;

/**
 * How a partner is asked what it holds (design: Sync; docs/adr/0009-pull-strategies.md). Unless the configuration
 * decides: per person where nobody may browse, by `_lastUpdated` unless that is known not to work, else by history, else
 * by listing everything. Where nobody knows anything, by `_lastUpdated`, since what comes shows whether it works.
 *
 * @example
 * choosePull('auto', { partner, stated: {}, probed: {}, learned: { lastUpdated: false } }); // { strategy: 'listing', why: 'learned' }
 */
export function choosePull(setting: PullSetting, capabilities: Capabilities): ChosenStrategy {
  if (setting !== 'auto') return { strategy: setting, why: 'configured' };
  const [browse, history, lastUpdated] = (['browse', 'history', 'lastUpdated'] as const).map((name) =>
    sourceOf(name, capabilities),
  );
  if (browse && !browse.does) return { strategy: 'per-person', why: browse.why };
  if (lastUpdated?.does) return { strategy: 'last-updated', why: lastUpdated.why };
  if (history?.does) return { strategy: 'history', why: history.why };
  if (lastUpdated) return { strategy: 'listing', why: lastUpdated.why };
  return { strategy: 'last-updated', why: 'default' };
}

/** What is known of a partner's system, by the nearest source that knows. */
export function featuresOf({ stated, probed, learned }: Capabilities): Features {
  return { ...stated, ...probed, ...learned };
}

function sourceOf(
  name: keyof Features,
  capabilities: Capabilities,
): { readonly does: boolean; readonly why: StrategyReason } | undefined {
  for (const why of SOURCES) {
    const does = capabilities[why][name];
    if (does !== undefined) return { does, why };
  }
  return undefined;
}
