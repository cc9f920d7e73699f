import { fieldsOf } from '../validation/fields.ts';
import { badParameter } from './bad-parameter.ts';
import type { Excerpt } from './excerpt.ts';
import type { Parameter } from './request.ts';
import { SERVED_TYPES } from './served-types.ts';

/** Parameters that say which part of each resource is shown. */
export const EXCERPT: readonly string[] = ['_elements', '_summary'];

const SUMMARIES = ['true', 'text', 'data', 'count', 'false'] as const;

/**
 * The part of each resource that a request asks for; undefined for the whole. Throws `bad-parameter` for what cannot be given:
 * an unknown element would silently show less than was asked for.
 *
 * @param type of the address; empty where it has none
 * @param counts true where there is something to count: for a search
 * @example
 * askedExcerpt([['_elements', 'status,target']], 'Goal', false) // { kind: 'elements', names: new Set(['status', 'target']) }
 */
export function askedExcerpt(parameters: readonly Parameter[], type: string, counts: boolean): Excerpt | undefined {
  const elements = valuesOf(parameters, '_elements').flatMap((value) => value.split(',').map((name) => name.trim()));
  const [summary, another] = valuesOf(parameters, '_summary');
  const kind = summary === undefined ? 'false' : SUMMARIES.find((known) => known === summary);
  if (kind === undefined || another !== undefined || (kind === 'count' && !counts)) throw badSummary(counts);
  if (elements.length === 0) {
    return kind === 'false' ? undefined : { kind: kind === 'true' ? 'summary' : kind };
  }
  if (kind !== 'false') throw notBoth();
  if (!elements.every((name) => isElement(name, type))) throw badElements(type);
  return { kind: 'elements', names: new Set(elements) };
}

function valuesOf(parameters: readonly Parameter[], name: string): readonly string[] {
  return parameters.filter((parameter) => parameter[0] === name).map(([, value]) => value);
}

/** At the root of the type, or of another that may be among what is found. */
function isElement(name: string, type: string): boolean {
  return [type, ...SERVED_TYPES].some((each) =>
    [...(fieldsOf(each)?.values() ?? [])].some(({ element }) => element === name),
  );
}

function badSummary(counts: boolean): Error {
  return badParameter(
    '_summary',
    {
      nb: '_summary må være en av verdiene som er nevnt, og stå én gang. count gjelder bare søk.',
      nn: '_summary må vere ein av verdiane som er nemnde, og stå éin gong. count gjeld berre søk.',
      en: '_summary must be one of the values named, and stand once. count is for searches only.',
    },
    SUMMARIES.filter((value) => counts || value !== 'count').join(', '),
  );
}

function notBoth(): Error {
  return badParameter(
    '_elements',
    {
      nb: 'Bruk _elements eller _summary, ikke begge.',
      nn: 'Bruk _elements eller _summary, ikkje begge.',
      en: 'Use _elements or _summary, not both.',
    },
    'one of them',
  );
}

function badElements(type: string): Error {
  return badParameter(
    '_elements',
    {
      nb: '_elements må være navn på elementer øverst i ressursen, skilt med komma.',
      nn: '_elements må vere namn på element øvst i ressursen, skilde med komma.',
      en: '_elements must be names of elements at the top of the resource, separated by commas.',
    },
    [...new Set([...(fieldsOf(type)?.values() ?? [])].map(({ element }) => element))].join(', '),
  );
}
