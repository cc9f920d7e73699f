import type { SearchParameter } from '../search/parameters.ts';
import { badParameter } from './bad-parameter.ts';
import { unescaped } from './search-value.ts';

/**
 * What one alternative of a reference parameter stands for: `Type/id`, or the absolute address of somebody else's resource. A bare id means
 * every type that the parameter refers to, none of those that are not served; our own absolute address means the same as `Type/id`; of a version, the resource.
 *
 * @param type the type of a modifier (`subject:Patient=17`)
 * @example
 * referenceValues(patient, '17', { base: 'http://localhost:8080/fhir' }); // ['Patient/17']
 */
export function referenceValues(
  { name, paths, targets = [] }: Pick<SearchParameter, 'name' | 'paths' | 'targets'>,
  value: string,
  { base, type: wanted }: { readonly base: string; readonly type?: string },
): readonly string[] {
  const text = unescaped(value);
  if (paths.every(({ type }) => type !== 'Reference')) return [text];
  const local = text.startsWith(`${base}/`) ? text.slice(base.length + 1) : text;
  const match = /^(?:([A-Z][A-Za-z]+)\/)?([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/.exec(local);
  const only = wanted ?? paths[0]?.only;
  if (match !== null) {
    const [, type, id = ''] = match;
    if (type !== undefined && (only === undefined || type === only)) return [`${type}/${id}`];
    // Of types that are not kept here there is nothing.
    if (type === undefined) return (only === undefined ? targets : [only]).map((one) => `${one}/${id}`);
  } else if (/^(?:https?:\/\/|urn:uuid:|urn:oid:)\S+$/.test(text)) return [text];
  throw badParameter(
    name,
    {
      nb: 'Verdien må være en referanse: Type/id, id eller en absolutt adresse.',
      nn: 'Verdien må vere ein referanse: Type/id, id eller ei absolutt adresse.',
      en: 'The value must be a reference: Type/id, id or an absolute address.',
    },
    only === undefined ? 'Type/<id>, <id> or an absolute URL' : `${only}/<id>, <id> or an absolute URL`,
  );
}

/** Types that a parameter's references can lead to here. */
export function targetsOf({ paths, targets = [] }: Pick<SearchParameter, 'paths' | 'targets'>): readonly string[] {
  const only = paths.flatMap((path) => path.only ?? []);
  return only.length > 0 ? targets.filter((one) => only.includes(one)) : targets;
}
