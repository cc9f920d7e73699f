import type { Resource } from '@medplum/fhirtypes';
import { isError, SamplanError } from '../errors.ts';
import type { Done } from '../exchange/admit-changes.ts';
import type { VisibleVersion } from '../exchange/sight.ts';
import { contentOf } from '../record/content-of.ts';
import type { Body } from './body.ts';
import type { Call, Prepared } from './interaction.ts';
import { criteriaIn, matching } from './matching.ts';
import { current } from './read.ts';
import { withoutName } from './served.ts';
import { ANY, etag, holdsVersion, isNamed, namedVersions } from './version-tag.ts';
import { addressOf, writtenResponse } from './written.ts';

/** The version that a client changes. */
export interface VersionToChange {
  readonly shown: VisibleVersion;
}

/**
 * What a change is about: the resource of the address, or the one that meets the criteria in it.
 *
 * @returns undefined where no resource does
 * @throws SamplanError `gone`, `version-required` without `If-Match` where the caller sees a view, `stale-version` where it has not
 * seen what it changes, or has excluded it (`If-None-Match`), `several-matches`
 */
export async function versionToChange(call: Call): Promise<VersionToChange | undefined> {
  const { request, sight, type, id } = call;
  const shown =
    id === ''
      ? await matching(call, type, criteriaIn(request), 'query')
      : await current(sight, type, id).catch((error: unknown) => {
          if (isError(error, 'not-found')) return undefined;
          throw error;
        });
  const expected = namedVersions(request.headers['if-match']);
  // A view changes by what its reader does not see: it must say which one it changes.
  if (shown && (expected === undefined || expected === ANY) && !sight.isWhole) throw versionRequired();
  const isExpected = expected === undefined || (shown !== undefined && isNamed(expected, shown.tag));
  if (!isExpected && (shown || id === '' || sight.isWhole)) throw stale(shown?.tag, expected);
  if (shown) refuseExcluded(call, shown);
  return shown && { shown };
}

/** A new version with this content, through the gate. */
export function newVersion(call: Call, { shown }: VersionToChange, { resource, findings }: Body): Prepared {
  const { sight, type, entry } = call;
  const { id = '' } = shown.resource;
  // Criteria say which resource it is: then the content may, too, and need not.
  const isNamed = resource.id === id || (call.id === '' && resource.id === undefined);
  if (!isNamed) throw idMismatch(type, resource.id === undefined);
  return {
    change: {
      kind: 'update',
      resource: withoutName<Resource>({ ...resource, id } as Resource),
      expectedVersion: shown.stored.version,
      ...(sight.isWhole ? {} : { base: contentOf(shown.resource) }),
      ...(entry ? { where: entry.where } : {}),
    },
    answer: async (done) => {
      const { stored, findings: told } = done as Extract<Done, { readonly kind: 'written' }>;
      const written = { stored, findings: [...findings, ...told] };
      const answer = await writtenResponse(call, 200, written);
      return { ...answer, headers: { ...answer.headers, 'content-location': addressOf(call, written, answer) } };
    },
  };
}

/** What a client wants changed or made only where this version, or any (`*`), is not there (RFC 9110 § 13.1.2). */
export function refuseExcluded({ request }: Pick<Call, 'request'>, { tag }: Pick<VisibleVersion, 'tag'>): void {
  const excluded = request.headers['if-none-match'];
  if (excluded === undefined || !holdsVersion(excluded, tag)) return;
  throw new SamplanError(
    'stale-version',
    {
      nb: 'Ressursen finnes, og If-None-Match sier at den ikke skal gjøre det. Les den, og send ETag-en i If-Match for å endre den.',
      nn: 'Ressursen finst, og If-None-Match seier at han ikkje skal gjere det. Les han, og send ETag-en i If-Match for å endre han.',
      en: 'The resource is there, and If-None-Match says that it must not be. Read it, and send its ETag in If-Match to change it.',
    },
    { where: 'http.If-None-Match', expected: 'no such resource', found: etag(tag) },
  );
}

/** Nothing there to change, and nothing made either. */
export function unknownId(): SamplanError {
  return new SamplanError('method-not-allowed', {
    nb: 'Det finnes ingen ressurs med denne id-en, og id-er gis av Samplan. Opprett den med POST til typen.',
    nn: 'Det finst ingen ressurs med denne id-en, og id-ar blir gitt av Samplan. Opprett han med POST til typen.',
    en: 'There is no resource with this id, and ids are given by Samplan. Create it with POST to the type.',
  });
}

export function idMismatch(type: string, missing: boolean): SamplanError {
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

function versionRequired(): SamplanError {
  return new SamplanError(
    'version-required',
    {
      nb: 'Endringen må si hvilken versjon den bygger på. Les ressursen, og send ETag-en tilbake i If-Match.',
      nn: 'Endringa må seie kva versjon ho byggjer på. Les ressursen, og send ETag-en tilbake i If-Match.',
      en: 'The change must say which version it builds on. Read the resource and send its ETag back in If-Match.',
    },
    { where: 'http.If-Match', expected: 'If-Match: W/"<version>"', found: 'no version' },
  );
}

/** @param expected what {@link namedVersions} read */
export function stale(tag: string | undefined, expected: readonly string[] | typeof ANY): SamplanError {
  return new SamplanError(
    'stale-version',
    {
      nb: 'Ressursen er endret siden du leste den. Les den på nytt, gjør endringen der, og send den med den nye ETag-en.',
      nn: 'Ressursen er endra sidan du las han. Les han på nytt, gjer endringa der, og send han med den nye ETag-en.',
      en: 'The resource has changed since you read it. Read it again, make your change there, and send it with the new ETag.',
    },
    {
      where: 'http.If-Match',
      expected: tag === undefined ? 'no If-Match' : etag(tag),
      found: expected === ANY ? ANY : expected.map(etag).join(', '),
    },
  );
}
