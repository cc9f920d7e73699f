import type { Parameters, Resource } from '@medplum/fhirtypes';
import { applyPatch, type Operation, Pointer } from 'rfc6902';
import { SamplanError } from '../errors.ts';
import { boxed, numberIn, unboxed } from '../record/decimals.ts';
import { equal } from '../record/json.ts';
import type { Body } from './body.ts';
import { readText, readWritten, readWrittenText } from './body.ts';
import { newVersion, unknownId, versionToChange } from './change-version.ts';
import { refuseEmptyLists } from './empty-list.ts';
import type { Writing } from './interaction.ts';
import { isFhir, requirePatch } from './media-type.ts';
import { applyFhirPathPatch } from './patch/fhirpath-patch.ts';
import { notApplicable } from './patch/patch-refusal.ts';
import { notFound } from './read.ts';
import type { FhirRequest } from './request.ts';
import { served } from './served.ts';

/** Far more than an edit has. */
const MOST_OPERATIONS = 1000;

/** What an operation has besides `op` and `path` (RFC 6902 § 4). */
const NEEDS: Readonly<Record<string, 'value' | 'from' | undefined>> = {
  add: 'value',
  remove: undefined,
  replace: 'value',
  move: 'from',
  copy: 'from',
  test: 'value',
};

/**
 * `PATCH [type]/[id]` or `PATCH [type]?criteria` with a JSON Patch (http.html § 3.1.0.5, RFC 6902) or a FHIRPath Patch (fhirpatch.html): as PUT of what becomes of the
 * version that the caller sees. A path that leads nowhere, or a test that does not hold, is 422 and changes nothing. Of criteria that nothing meets it is 404, of several
 * matches 412. Who may update a type and not read it may not patch it.
 *
 * @example
 * PATCH /fhir/Goal/17
 * If-Match: W/"3"
 * Content-Type: application/json-patch+json
 * [{ "op": "replace", "path": "/lifecycleStatus", "value": "completed" }]
 */
export const patch: Writing = {
  async prepare(call) {
    const { request } = call;
    // Whether a patch applies tells what stands there.
    call.mayRead(call.type);
    const toChange = await versionToChange(call);
    if (!toChange) throw call.id === '' ? notFound() : unknownId();
    return newVersion(call, toChange, await patched(served(toChange.shown), request));
  },
};

/**
 * What a patch makes of a resource, which itself stays as it is.
 *
 * @throws SamplanError `malformed`, `invalid`, `unsupported-media-type`
 * @example
 * const { resource } = await patched(served(shown), request);
 */
export async function patched(before: Resource, request: Pick<FhirRequest, 'headers' | 'body'>): Promise<Body> {
  const resource = boxed(before);
  const contentType = request.headers['content-type'];
  const findings = isFhir(contentType)
    ? applyParameters(resource, await request.body())
    : applyJsonPatch(resource, contentType, await request.body());
  return { resource: unboxed(resource), findings };
}

function applyParameters(resource: Resource, bytes: Uint8Array): Body['findings'] {
  const body = readWritten(bytes, 'Parameters');
  refuseEmptyLists(body.resource);
  applyFhirPathPatch(resource, boxed(body.resource as Parameters));
  return body.findings;
}

function applyJsonPatch(resource: Resource, contentType: string | undefined, bytes: Uint8Array): Body['findings'] {
  requirePatch(contentType);
  const { value, findings } = readWrittenText(readText(bytes));
  for (const [index, operation] of operationsOf(boxed(value)).entries()) {
    const fault = faultOf(resource, operation);
    if (fault !== undefined) throw notApplicable(`[${index}]`, fault);
  }
  return findings;
}

/** Applies it; the name of what hinders it, where something does. */
function faultOf(resource: object, operation: Operation): string | undefined {
  try {
    if (operation.op === 'test') return testFault(resource, operation);
    return applyPatch(resource, [operation])[0]?.name;
  } catch (error) {
    // A path into a text: the package tries to write there (RFC 6902 § 4: the target must be an object or array).
    if (error instanceof TypeError) return 'MissingError';
    throw error;
  }
}

/** Numbers are compared by their values (RFC 6902 § 4.6). */
function testFault(resource: object, { path, value }: Operation & { readonly op: 'test' }): string | undefined {
  const found: unknown = Pointer.fromJSON(path).evaluate(resource).value;
  if (found === undefined) return 'MissingError';
  return equal(withNumbers(found), withNumbers(value)) ? undefined : 'TestError';
}

function withNumbers(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, each: unknown) => numberIn(each)));
}

function operationsOf(value: unknown): Operation[] {
  if (!Array.isArray(value) || value.length > MOST_OPERATIONS) throw malformedPatch('body');
  for (const [index, operation] of value.entries()) {
    const { op, path, ...rest } = (operation ?? {}) as Readonly<Record<string, unknown>>;
    const isKnown = typeof op === 'string' && Object.hasOwn(NEEDS, op);
    const needed = isKnown ? NEEDS[op] : undefined;
    const isWhole = needed === undefined || (needed === 'value' ? 'value' in rest : isPointer(rest['from']));
    if (!isKnown || !isPointer(path) || !isWhole) throw malformedPatch(`[${index}]`);
  }
  return value as Operation[];
}

/** No elements of FHIR, and ways to what all objects share. */
const NEVER: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** A JSON pointer (RFC 6901) to something inside. */
function isPointer(value: unknown): value is string {
  if (typeof value !== 'string' || !/^(?:\/(?:[^~/]|~[01])*)+$/u.test(value)) return false;
  return !value.split('/').some((step) => NEVER.includes(step));
}

function malformedPatch(where: string): SamplanError {
  return new SamplanError(
    'malformed',
    {
      nb: 'Innholdet må være en JSON Patch (RFC 6902): en liste med operasjoner, hver med op, path og det op krever.',
      nn: 'Innhaldet må vere ein JSON Patch (RFC 6902): ei liste med operasjonar, kvar med op, path og det op krev.',
      en: 'The body must be a JSON Patch (RFC 6902): a list of operations, each with op, path and what op needs.',
    },
    { where, expected: 'add, remove, replace, move, copy or test with a JSON pointer into the resource' },
  );
}
