import type { Parameters, ParametersParameter, Resource } from '@medplum/fhirtypes';
import { SamplanError } from '../errors.ts';

/**
 * The parameters of an operation by name (parameters.html). Throws `malformed` on an unknown or repeated one: an operation that leaves out
 * what it was asked for misleads.
 *
 * @example
 * const { take } = operationInput(body, ['take', 'value']);
 */
export function operationInput<Name extends string>(
  body: Resource,
  known: readonly Name[],
): Readonly<Partial<Record<Name, ParametersParameter>>> {
  const list: unknown = (body as Parameters).parameter ?? [];
  if (!Array.isArray(list)) throw misplaced('Parameters.parameter', 'an array');
  const found: Partial<Record<Name, ParametersParameter>> = {};
  for (const [index, parameter] of list.entries()) {
    const name = known.find((candidate) => candidate === parameter?.name);
    if (name === undefined || found[name] !== undefined)
      throw misplaced(`Parameters.parameter[${index}].name`, `${known.join(', ')}, each at most once`);
    found[name] = parameter;
  }
  return found;
}

/** A parameter of an operation that is missing, unknown or of another type. */
export function misplaced(where: string, expected: string): SamplanError {
  return new SamplanError(
    'malformed',
    {
      nb: 'Operasjonen forstår ikke parameteren. Send den slik operasjonen er beskrevet i /metadata.',
      nn: 'Operasjonen forstår ikkje parameteren. Send han slik operasjonen er skildra i /metadata.',
      en: 'The operation does not understand the parameter. Send it as /metadata describes the operation.',
    },
    { where, expected },
  );
}
