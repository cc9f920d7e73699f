import type { Text } from './finding.ts';
import type { ToldRule } from './site.ts';

interface Row {
  readonly key?: unknown;
  readonly kind?: unknown;
  readonly profiles?: unknown;
  readonly element?: unknown;
  readonly rule?: unknown;
  readonly message?: unknown;
  readonly action?: unknown;
  readonly reference?: unknown;
}

function isText(value: unknown): value is Text {
  const { nb, nn, en } = (value ?? {}) as Partial<Record<keyof Text, unknown>>;
  return typeof nb === 'string' && typeof nn === 'string' && typeof en === 'string';
}

/** By what a row's findings are known: the invariant's key, or profile, element and rule. */
function keysOf(row: Row): readonly string[] {
  if (row.kind !== 'element') {
    return typeof row.key === 'string' ? [row.key] : [];
  }
  const profiles = Array.isArray(row.profiles) ? row.profiles : [];
  return profiles.map((profile) => `${profile} ${row.element} ${row.rule}`);
}

/**
 * A package's `rules.json`: message, action and legal reference of its rules in Bokmål, Nynorsk and English. They take
 * the place of the general texts of a finding.
 */
export function ruleTable(content: unknown): {
  readonly rules: ReadonlyMap<string, ToldRule>;
  readonly faults: readonly string[];
} {
  const list = (content as { rules?: unknown } | null)?.rules;
  if (!Array.isArray(list)) {
    return { rules: new Map(), faults: ['has no list of rules'] };
  }
  const rules = new Map<string, ToldRule>();
  const faults: string[] = [];
  for (const [index, row] of (list as readonly (Row | null)[]).entries()) {
    const { message, action, reference } = row ?? {};
    if (row && isText(message) && isText(action) && typeof reference === 'string') {
      for (const key of keysOf(row)) {
        rules.set(key, { message, action, reference });
      }
    } else {
      faults.push(`rule ${index + 1} has no message, action and reference in nb, nn and en`);
    }
  }
  return { rules, faults };
}
