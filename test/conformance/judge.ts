import { scanJson } from '../../src/validation/json-scan.ts';
import type { Validator } from '../../src/validation/validation.ts';

/** Errors only: a text is valid when there are none. */
export interface Judgement {
  readonly errors: readonly { readonly rule: string; readonly at: string }[];
}

const DEEPEST = 100;

/** What Samplan says of a text, as it does at its edge: the scan of the raw text first, then the validator. */
export function judge(text: string, validator: Validator): Judgement {
  const fault = scanJson(text, DEEPEST);
  if (fault) return { errors: [{ rule: fault.kind, at: '' }] };
  const findings = validator.validate(JSON.parse(text));
  return {
    errors: findings.filter(({ severity }) => severity === 'error').map(({ rule, path }) => ({ rule, at: path })),
  };
}
