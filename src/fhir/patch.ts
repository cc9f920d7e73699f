import { applyPatch, type Operation } from 'rfc6902';
import { SamplanError } from '../errors.ts';
import type { Body } from './body.ts';
import { readText, readWrittenText } from './body.ts';
import { newVersion, unknownId, versionToChange } from './change-version.ts';
import type { Writing } from './interaction.ts';
import { requirePatch } from './media-type.ts';
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
 * `PATCH [type]/[id]` or `PATCH [type]?criteria` with a JSON Patch (http.html § 3.1.0.5, RFC 6902): as PUT of what becomes of the
 * version that the caller sees. A path that leads nowhere, or a test that does not hold, is 422 and changes nothing.
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
    const toChange = await versionToChange(call);
    if (!toChange) throw unknownId();
    requirePatch(request.headers['content-type']);
    const { value, findings } = readWrittenText(readText(await request.body()));
    const operations = operationsOf(value);
    const resource = structuredClone(served(toChange.shown));
    for (const [index, operation] of operations.entries()) {
      const fault = faultOf(resource, operation);
      if (fault !== undefined) throw notApplicable(index, fault);
    }
    const patched: Body = { resource, findings };
    return newVersion(call, toChange, patched);
  },
};

/** Applies it; the name of what hinders it, where something does. */
function faultOf(resource: object, operation: Operation): string | undefined {
  try {
    return applyPatch(resource, [operation])[0]?.name;
  } catch (error) {
    // A path into a text: the package tries to write there (RFC 6902 § 4: the target must be an object or array).
    if (error instanceof TypeError) return 'MissingError';
    throw error;
  }
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

function notApplicable(index: number, name: string): SamplanError {
  return new SamplanError(
    'invalid',
    {
      nb: 'Operasjonen kan ikke utføres på versjonen som er her. Ingenting er endret. Les ressursen, og lag endringen på nytt.',
      nn: 'Operasjonen kan ikkje utførast på versjonen som er her. Ingenting er endra. Les ressursen, og lag endringa på nytt.',
      en: 'The operation cannot be carried out on the version that is here. Nothing was changed. Read the resource and make the patch anew.',
    },
    { where: `[${index}]`, expected: 'a path that is there, and a test that holds', found: name },
  );
}
