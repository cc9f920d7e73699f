import { askedExcerpt, EXCERPT } from './asked-excerpt.ts';
import { badParameter } from './bad-parameter.ts';
import type { Excerpt } from './excerpt.ts';
import { answerType } from './media-type.ts';
import type { FhirRequest, Parameter } from './request.ts';
import type { Route } from './route.ts';

/** How an answer is to look. */
export interface Look {
  /** Of the body. */
  readonly contentType: string;
  /** For people: indented. */
  readonly isPretty: boolean;
  /** Absent: resources are shown whole. */
  readonly excerpt?: Excerpt;
}

/** What was asked, as far as the look depends on it. */
interface Addressed {
  readonly type: string;
  readonly route: Pick<Route, 'name' | 'query' | 'isPrinted'>;
}

const EVERYWHERE: readonly string[] = ['_format', '_pretty'];

/** True for a parameter that every address has. */
export function isEverywhere(name: string): boolean {
  return EVERYWHERE.includes(name);
}

/** True for a parameter that says how an answer is to look, and not what is asked for. */
export function isLook(name: string): boolean {
  return isEverywhere(name) || EXCERPT.includes(name);
}

/**
 * How the client wants its answer (http.html § 3.1.0.1.11): format, indentation, and where resources are shown which part of them.
 *
 * @param form parameters in the body of a search
 * @throws SamplanError `not-acceptable`, `bad-parameter`
 * @example
 * lookOf(request, routed).contentType // 'application/fhir+json; charset=utf-8'
 */
export function lookOf(
  { headers, query }: Pick<FhirRequest, 'headers' | 'query'>,
  { route, type }: Addressed,
  form: readonly Parameter[] = [],
): Look {
  const parameters = [...query, ...form];
  const showsResources = route.name === 'search' || EXCERPT.every((name) => route.query.includes(name));
  const shown = route.name === 'capabilities' ? 'CapabilityStatement' : type;
  const excerpt = showsResources ? askedExcerpt(parameters, shown, route.name === 'search') : undefined;
  return { ...everywhere(headers, parameters, route.isPrinted), ...(excerpt === undefined ? {} : { excerpt }) };
}

/** How an error is told: as was asked for, where that can be read. */
export function lookOfRefusal({ headers, query }: Pick<FhirRequest, 'headers' | 'query'>): Look {
  try {
    return everywhere(headers, query);
  } catch {
    return { contentType: answerType(undefined, undefined), isPretty: false };
  }
}

function everywhere(headers: FhirRequest['headers'], parameters: readonly Parameter[], isPrinted?: boolean): Look {
  const value = (name: string): string | undefined => parameters.find((parameter) => parameter[0] === name)?.[1];
  return {
    contentType: answerType(headers['accept'], value('_format'), isPrinted),
    isPretty: isTrue(value('_pretty')),
  };
}

function isTrue(pretty: string | undefined): boolean {
  if (pretty === undefined || pretty === 'false') return false;
  if (pretty === 'true') return true;
  throw badParameter(
    '_pretty',
    {
      nb: '_pretty må være true eller false.',
      nn: '_pretty må vere true eller false.',
      en: '_pretty must be true or false.',
    },
    'true, false',
  );
}
