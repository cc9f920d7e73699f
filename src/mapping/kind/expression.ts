import jsonata from 'jsonata';
import type { Json } from '../../record/json.ts';
import type { Kind } from './kind.ts';

/** Evaluations of one expression: one that goes round and round is stopped. */
const MAX_STEPS = 10_000;
/** What would answer otherwise the next time, or run a text as an expression. */
const FORBIDDEN = /\$(?:now|millis|random|shuffle|eval)\b/u;

/** Why a text is no expression that a mapping may have. */
export interface ExpressionFault {
  readonly expected: string;
}

/**
 * JSONata, one expression for each direction (https://docs.jsonata.org): the escape for what no other kind can say. The
 * two are declared to be each other's way back; where they are not, the value is told as changed.
 */
export function expressionKind(toFhir: string, toSource: string): Kind | ExpressionFault {
  const over = compiled(toFhir);
  const back = compiled(toSource);
  if (typeof over !== 'function') return over;
  if (typeof back !== 'function') return back;
  return { toFhir: over, toSource: back };
}

function compiled(text: string): ((value: Json) => Json | undefined) | ExpressionFault {
  if (FORBIDDEN.test(text)) return { expected: 'an expression that always answers the same' };
  let expression: jsonata.Expression;
  try {
    expression = jsonata(text);
  } catch (error) {
    return { expected: `JSONata; at character ${(error as { readonly position?: number }).position ?? 1}` };
  }
  let steps = 0;
  expression.assign('__evaluate_entry', () => {
    steps += 1;
    if (steps > MAX_STEPS) throw new Error('too many steps');
  });
  return (value) => {
    steps = 0;
    try {
      const result: unknown = expression.evaluate(value);
      // What JSONata answers has marks of its own.
      return result === undefined || result === null ? undefined : (JSON.parse(JSON.stringify(result)) as Json);
    } catch {
      return undefined;
    }
  };
}
