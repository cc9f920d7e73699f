import type { Resource } from '@medplum/fhirtypes';
import { isError, SamplanError } from '../errors.ts';
import type { VisibleVersion } from '../exchange/sight.ts';
import { contentOf } from '../record/content-of.ts';
import type { Body } from './body.ts';
import type { Call, Reach } from './interaction.ts';
import { current } from './read.ts';
import type { FhirResponse } from './request.ts';
import { withoutName } from './served.ts';
import { etag, requiredVersion } from './version-tag.ts';
import { writtenResponse } from './written.ts';

/** The version that a client changes, and the one that it says it is. */
interface VersionToChange {
  readonly shown: VisibleVersion;
  /** What `If-Match` names. */
  readonly expected: string;
}

/** Throws `method-not-allowed` for an id that is not there, `gone`, `version-required` without `If-Match`. */
export async function versionToChange({ request, sight, type, id }: Call): Promise<VersionToChange> {
  const shown = await current(sight, type, id).catch(refuseUnknownId);
  return { shown, expected: requiredVersion(request.headers['if-match']) };
}

/** Throws `stale-version` where the client has not seen what it changes. */
export function refuseStale({ shown, expected }: VersionToChange): void {
  if (shown.tag !== expected) throw stale(shown.tag, expected);
}

/** A new version with this content, through the gate. */
export async function changeVersion(
  call: Call,
  { gate }: Pick<Reach, 'gate'>,
  toChange: VersionToChange,
  { resource, findings }: Body,
): Promise<FhirResponse> {
  const { caller, sight, type, id } = call;
  if (resource.id !== id) throw idMismatch(type, resource.id === undefined);
  refuseStale(toChange);
  const { shown } = toChange;
  const admitted = await gate.admitResource(caller, withoutName<Resource>(resource), {
    expectedVersion: shown.stored.version,
    ...(sight.isWhole ? {} : { base: contentOf(shown.resource) }),
  });
  return writtenResponse(call, 200, { ...admitted, findings: [...findings, ...admitted.findings] });
}

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
