const STEP = /^(?<key>[^[]+)(?:\[(?<field>[a-z]+)=(?<values>.+)\])?$/;

/** A step as it is taken, by its text: there are a few hundred of them. */
const STEPS = new Map<string, { readonly key: string; readonly field?: string; readonly values: readonly string[] }>();

/**
 * What stands at a path of a search parameter, arrays one by one.
 *
 * @param path keys of JSON; `key[field=one|another]` for items with one of these values only
 * @example
 * valuesAt(patient, ['telecom[system=email]']); // [{ system: 'email', value: '…' }]
 */
export function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  let values: readonly unknown[] = [value];
  for (const step of path) {
    if (values.length === 0) return values;
    const { key, field, values: wanted } = stepOf(step);
    values = values.flatMap((one) => fieldOf(one, key));
    if (field !== undefined) values = values.filter((one) => wanted.includes(String(fieldOf(one, field)[0])));
  }
  return values;
}

/** What a field of an object holds, as a list; nothing of what is no object. */
export function fieldOf(value: unknown, key: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return [];
  const found = (value as Readonly<Record<string, unknown>>)[key];
  return Array.isArray(found) ? found : found === undefined || found === null ? [] : [found];
}

function stepOf(text: string) {
  const known = STEPS.get(text);
  if (known) return known;
  const { key = '', field, values = '' } = STEP.exec(text)?.groups ?? {};
  const step = { key, ...(field === undefined ? {} : { field }), values: values.split('|') };
  STEPS.set(text, step);
  return step;
}
