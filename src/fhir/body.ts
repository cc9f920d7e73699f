import type { Resource } from '@medplum/fhirtypes';
import { SamplanError } from '../errors.ts';
import { parseSpelled } from '../record/decimals.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import { type JsonFault, positionOf, scanJson } from '../validation/json-scan.ts';
import { type NumberPlace, numberFindings } from '../validation/number-texts.ts';
import { refuseEmptyLists } from './empty-list.ts';
import { isSubsetted } from './excerpt.ts';

/** Largest body that is taken in, in bytes. */
export const BODY_LIMIT = 5_000_000;
/** Deepest nesting that is taken in. FHIR itself needs about ten levels. */
const MAX_DEPTH = 100;
/** Numbers that are told one by one. */
const MOST_NUMBERS = 100;

/** A resource, and what its text says that is gone when it has been parsed. */
export interface Body {
  readonly resource: Resource;
  readonly findings: readonly Finding[];
}

/**
 * A resource out of the bytes of a body that is to be kept: as {@link readBody}, and the value of every number is kept; where
 * its precision is not, a finding warns. Throws `invalid` with the findings where that cannot be, and for a part of a resource.
 *
 * @example
 * const { resource: plan } = readWritten(bytes, 'CarePlan');
 */
export function readWritten(bytes: Uint8Array, ...expected: readonly string[]): Body {
  const body = readBody(bytes, ...expected);
  refuseLost(body.findings);
  refusePart(body.resource);
  return body;
}

/** A value out of a JSON text that is to be kept, under the same conditions. */
export function readWrittenText(text: string): ReturnType<typeof parseText> {
  const parsed = parseText(text);
  refuseLost(parsed.findings);
  return parsed;
}

function refuseLost(findings: readonly Finding[]): void {
  if (!hasErrors(findings)) return;
  throw new SamplanError(
    'invalid',
    {
      nb: 'Tall i innholdet er skrevet slik at de ikke kan bevares som de er.',
      nn: 'Tal i innhaldet er skrivne slik at dei ikkje kan bevarast som dei er.',
      en: 'Numbers in the body are written so that they cannot be kept as they are.',
    },
    { findings },
  );
}

/** What a client was shown in part must not take the place of the whole (search.html § 3.1.1.5.8). */
function refusePart({ resourceType, meta }: Resource): void {
  const tags: unknown = meta?.tag;
  if (!Array.isArray(tags) || !tags.some((tag) => isSubsetted(tag ?? {}))) return;
  throw new SamplanError(
    'invalid',
    {
      nb: 'Innholdet er merket SUBSETTED: det er bare en del av ressursen. Les den hel, og gjør endringen der.',
      nn: 'Innhaldet er merkt SUBSETTED: det er berre ein del av ressursen. Les han heil, og gjer endringa der.',
      en: 'The body is tagged SUBSETTED: it is only a part of the resource. Read the whole and make your change there.',
    },
    { where: `${resourceType}.meta.tag`, expected: 'a whole resource', found: 'SUBSETTED' },
  );
}

/** The resource that says what is wanted of an operation: as {@link readWritten}, without warnings, and without empty lists. */
export function readResource(bytes: Uint8Array, ...expected: readonly string[]): Resource {
  const { resource } = readWritten(bytes, ...expected);
  refuseEmptyLists(resource);
  return resource;
}

/**
 * A resource out of the bytes of a body: UTF-8, JSON, an object with a `resourceType`, of the expected type.
 * Throws `malformed`, `too-deep` or `too-large` with the position; what it holds beyond that is for the validator.
 */
export function readBody(bytes: Uint8Array, ...expected: readonly string[]): Body {
  const { value, findings } = parseText(readText(bytes));
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed(
      {
        nb: 'Innholdet må være ett JSON-objekt: en FHIR-ressurs.',
        nn: 'Innhaldet må vere eitt JSON-objekt: ein FHIR-ressurs.',
        en: 'The body must be one JSON object: a FHIR resource.',
      },
      { where: 'line 1, column 1', expected: 'an object', found: Array.isArray(value) ? 'an array' : 'another value' },
    );
  const type: unknown = 'resourceType' in value ? value.resourceType : undefined;
  if (typeof type !== 'string' || !expected.includes(type))
    throw malformed(
      {
        nb: 'resourceType må være den typen adressen gjelder.',
        nn: 'resourceType må vere den typen adressa gjeld.',
        en: 'resourceType must be the type that the address is about.',
      },
      {
        where: `${expected[0] ?? 'Resource'}.resourceType`,
        expected: expected.join(' or '),
        found: describeType(type),
      },
    );
  return { resource: value as Resource, findings };
}

/** Text of a body: at most BODY_LIMIT bytes of UTF-8, a byte order mark taken off. */
export function readText(bytes: Uint8Array): string {
  if (bytes.length > BODY_LIMIT) throw tooLarge();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed(
      {
        nb: 'Innholdet er ikke gyldig UTF-8. Send det i UTF-8.',
        nn: 'Innhaldet er ikkje gyldig UTF-8. Send det i UTF-8.',
        en: 'The body is not valid UTF-8. Send it in UTF-8.',
      },
      { where: `byte ${firstInvalidByte(bytes)}`, expected: 'UTF-8' },
    );
  }
}

/** A value out of a JSON text. Throws `malformed` or `too-deep` with line and column. */
export function parseJson(text: string): unknown {
  return parseText(text).value;
}

/** As {@link parseJson}, with what the text says of numbers that the value does not. */
export function parseText(text: string): { readonly value: unknown; readonly findings: readonly Finding[] } {
  const lost: NumberPlace[] = [];
  const fault = scanJson(text, MAX_DEPTH, {
    lostDigits: (keys, isSameValue) => {
      if (lost.length < MOST_NUMBERS) lost.push({ keys, isSameValue });
    },
  });
  if (fault !== undefined) throw errorOf(fault, positionOf(text, fault.at));
  const value: unknown = lost.length > 0 ? parseSpelled(text) : JSON.parse(text);
  return { value, findings: numberFindings(value, lost) };
}

/** A body over BODY_LIMIT. */
export function tooLarge(): SamplanError {
  return new SamplanError(
    'too-large',
    {
      nb: 'Innholdet er for stort. Send vedlegg som lenke (Attachment.url) og del opp resten.',
      nn: 'Innhaldet er for stort. Send vedlegg som lenkje (Attachment.url) og del opp resten.',
      en: 'The body is too large. Send attachments as links (Attachment.url) and split the rest.',
    },
    { where: 'body', expected: `at most ${BODY_LIMIT} bytes` },
  );
}

function errorOf(fault: JsonFault, where: string): SamplanError {
  const details = { where, expected: fault.expected, found: fault.found };
  switch (fault.kind) {
    case 'depth':
      return new SamplanError(
        'too-deep',
        {
          nb: 'Innholdet er nøstet for dypt. Flat det ut.',
          nn: 'Innhaldet er nøsta for djupt. Flat det ut.',
          en: 'The body is nested too deeply. Flatten it.',
        },
        details,
      );
    case 'duplicate-key':
      return malformed(
        {
          nb: 'Den samme nøkkelen står to ganger i ett objekt. Behold én.',
          nn: 'Den same nøkkelen står to gonger i eitt objekt. Behald éin.',
          en: 'The same key stands twice in one object. Keep one.',
        },
        details,
      );
    case 'prototype-key':
      return malformed(
        {
          nb: 'Nøkkelen __proto__ tas ikke imot. Ta den bort.',
          nn: 'Nøkkelen __proto__ blir ikkje teken imot. Ta han bort.',
          en: 'The key __proto__ is not accepted. Remove it.',
        },
        details,
      );
    case 'syntax':
      return malformed(
        {
          nb: 'Innholdet er ikke gyldig JSON. Rett det på stedet som er oppgitt.',
          nn: 'Innhaldet er ikkje gyldig JSON. Rett det på staden som er oppgitt.',
          en: 'The body is not valid JSON. Correct it at the place given.',
        },
        details,
      );
  }
}

function malformed(
  text: SamplanError['text'],
  details: { readonly where: string; readonly expected: string; readonly found?: string },
): SamplanError {
  return new SamplanError('malformed', text, details);
}

/** A type name is shown only if it looks like one: anything else could be somebody's text. */
function describeType(type: unknown): string {
  if (type === undefined) return 'no resourceType';
  return typeof type === 'string' && /^[A-Z][A-Za-z]{1,39}$/.test(type) ? type : 'something else';
}

/** Offset (from 0) of the first byte that cannot stand in UTF-8: the shortest prefix that fails, by bisection. */
function firstInvalidByte(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isValidPrefix(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  return valid;
}

function isValidPrefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
