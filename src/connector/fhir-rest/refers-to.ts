import { isObject } from '../../record/json.ts';

/**
 * Whether a resource refers to `Type/id` anywhere, relatively, absolutely or by version: a server that ignores a search
 * parameter answers with anything it has.
 *
 * @example
 * refersTo({ practitioner: { reference: 'Practitioner/17/_history/2' } }, 'Practitioner/17') // true
 */
export function refersTo(value: unknown, target: string): boolean {
  if (Array.isArray(value)) return value.some((each) => refersTo(each, target));
  if (!isObject(value)) return false;
  const { reference } = value;
  const place = typeof reference === 'string' ? reference.replace(/\/_history\/[^/]*$/, '') : '';
  return (
    place === target || place.endsWith(`/${target}`) || Object.values(value).some((each) => refersTo(each, target))
  );
}
