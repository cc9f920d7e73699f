import { isError, SamplanError } from '../errors.ts';
import { contentOf } from '../record/content-of.ts';
import { readWritten } from './body.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { current } from './read.ts';
import { withoutName } from './served.ts';
import { etag, requiredVersion } from './version-tag.ts';
import { writtenResponse } from './written.ts';

/**
 * `PUT [type]/[id]` with `If-Match`: a new version (http.html § 3.1.0.4). REST never merges: a version that is not the current
 * one is 412. An unknown id is 405, ids are given by the server.
 *
 * @example
 * PUT /fhir/CarePlan/17
 * If-Match: W/"3"
 */
export const update: Interaction = async (call, { gate }) => {
  const { request, caller, sight, type, id } = call;
  const shown = await current(sight, type, id).catch(refuseUnknownId);
  const expected = requiredVersion(request.headers['if-match']);
  requireJson(request.headers['content-type']);
  const { resource, findings } = readWritten(await request.body(), type);
  if (resource.id !== id) throw idMismatch(type, resource.id === undefined);
  if (shown.tag !== expected) throw stale(shown.tag, expected);
  const admitted = await gate.admitResource(caller, withoutName(contentOf(resource)), {
    expectedVersion: shown.stored.version,
    ...(sight.isWhole ? {} : { base: contentOf(shown.resource) }),
  });
  return writtenResponse(call, 200, { ...admitted, findings: [...findings, ...admitted.findings] });
};

function refuseUnknownId(error: unknown): never {
  if (!isError(error, 'not-found')) throw error;
  throw new SamplanError('method-not-allowed', {
    nb: 'Det finnes ingen ressurs med denne id-en, og id-er gis av Samplan. Opprett den med POST til typen.',
    nn: 'Det finst ingen ressurs med denne id-en, og id-ar blir gitt av Samplan. Opprett han med POST til typen.',
    en: 'There is no resource with this id, and ids are given by Samplan. Create it with POST to the type.',
  });
}

function idMismatch(type: string, missing: boolean): SamplanError {
  return new SamplanError(
    'id-mismatch',
    {
      nb: 'Id-en i innholdet må være den samme som i adressen.',
      nn: 'Id-en i innhaldet må vere den same som i adressa.',
      en: 'The id in the body must be the same as in the address.',
    },
    { where: `${type}.id`, expected: 'the id of the address', found: missing ? 'no id' : 'another id' },
  );
}

function stale(tag: string, expected: string): SamplanError {
  return new SamplanError(
    'stale-version',
    {
      nb: 'Ressursen er endret siden du leste den. Les den på nytt, gjør endringen der, og send den med den nye ETag-en.',
      nn: 'Ressursen er endra sidan du las han. Les han på nytt, gjer endringa der, og send han med den nye ETag-en.',
      en: 'The resource has changed since you read it. Read it again, make your change there, and send it with the new ETag.',
    },
    { where: 'http.If-Match', expected: etag(tag), found: etag(expected) },
  );
}
