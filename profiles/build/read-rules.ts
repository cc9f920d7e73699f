import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAW } from '../../src/law/table.ts';
import type { RuleRow, RuleTable } from './rules.ts';

/** The whole table of rules: those of the profiles (profiles/fsh/rules.json), then those of the whole record (src/law). */
export function readRules(sources: string): RuleTable {
  const { references, rules }: RuleTable = JSON.parse(readFileSync(join(sources, 'rules.json'), 'utf8'));
  return { references, rules: [...rules, ...LAW.map(rowOf)] };
}

function rowOf(rule: (typeof LAW)[number]): RuleRow {
  const { key, content, reference, validFrom, validTo, phase, severity, message, action } = rule;
  return {
    key,
    ...(content ? { content } : {}),
    kind: 'record',
    reference,
    ...(validFrom ? { validFrom } : {}),
    ...(validTo ? { validTo } : {}),
    phase,
    severity,
    message,
    action,
  };
}
