import type { Resource } from '@medplum/fhirtypes';
import { SamplanError } from '../errors.ts';
import type { VisibleVersion } from '../exchange/sight.ts';
import { contentOf } from '../record/content-of.ts';
import { badParameter } from './bad-parameter.ts';
import { type Body, readWritten } from './body.ts';
import type { Call, Interaction, Reach } from './interaction.ts';
import { requireJson } from './media-type.ts';
import type { FhirResponse } from './request.ts';
import { readSearch } from './search-request.ts';
import { writtenResponse } from './written.ts';

/**
 * `POST [type]`: a new resource (http.html § 3.1.0.8). The id is ours: what the client set as id, versionId and lastUpdated is
 * ignored. With `If-None-Exist` (§ 3.1.0.8.1) nothing is created where a resource matches: 200 with that one, 412 where there
 * are several. 422 with every finding when the gate does not let it in.
 *
 * @example
 * POST /fhir/Goal
 * If-None-Exist: identifier=urn:ietf:rfc:3986|urn:uuid:0d7c0b3a-2f43-4c5e-9a63-0f6c0c0ce8a1
 */
export const create: Interaction = async (call, reach) => {
  const { request, type } = call;
  requireJson(request.headers['content-type']);
  const body = readWritten(await request.body(), type);
  const { id: _id, ...rest } = contentOf(body.resource);
  const written: Body = { ...body, resource: rest as Resource };
  const criteria = request.headers['if-none-exist'];
  if (criteria === undefined) return createAlways(call, reach, written);
  // Of two at once with the same criteria, the second must find what the first made.
  return reach.exclusively(`${type}?${criteria}`, async () => {
    const there = await matching(call, criteria);
    if (!there) return createAlways(call, reach, written);
    const answer = await answerWith(call, 200, { stored: there.stored, created: false, findings: [] });
    return { ...answer, shown: { interaction: 'search', resources: [there.stored] } };
  });
};

async function createAlways(call: Call, { gate }: Reach, { resource, findings }: Body): Promise<FhirResponse> {
  const admitted = await gate.admitResource(call.caller, resource, {});
  return answerWith(call, 201, { ...admitted, findings: [...findings, ...admitted.findings] });
}

async function answerWith(
  call: Call,
  status: number,
  written: Parameters<typeof writtenResponse>[2],
): Promise<FhirResponse> {
  const { request, type } = call;
  const answer = await writtenResponse(call, status, written);
  const version = answer.headers['etag']?.replace(/^W\/"(.*)"$/, '/_history/$1') ?? '';
  const location = `${request.base}/${type}/${written.stored.resource.id ?? ''}${version}`;
  return { ...answer, headers: { ...answer.headers, location } };
}

/** The one that is there already. */
async function matching(call: Call, criteria: string): Promise<VisibleVersion | undefined> {
  const { request, sight, type } = call;
  // Leniently read, a criterion left out would find somebody else's.
  const { filters } = readSearch(type, [...new URLSearchParams(criteria)], { base: request.base, lenient: false });
  if (filters.length === 0) throw noCriteria();
  const [found, another] = (await sight.search({ type, filters, count: 2 })).shown;
  if (another) throw severalMatches();
  return found;
}

function noCriteria(): SamplanError {
  return badParameter(
    'If-None-Exist',
    {
      nb: 'If-None-Exist må si hva som ikke skal finnes fra før.',
      nn: 'If-None-Exist må seie kva som ikkje skal finnast frå før.',
      en: 'If-None-Exist must say what must not be there already.',
    },
    'search parameters of the type',
  );
}

function severalMatches(): SamplanError {
  return new SamplanError(
    'several-matches',
    {
      nb: 'Flere ressurser passer. Bruk et kriterium som bare én ressurs kan ha, som identifier.',
      nn: 'Fleire ressursar passar. Bruk eit kriterium som berre éin ressurs kan ha, som identifier.',
      en: 'Several resources match. Use a criterion that only one resource can have, such as identifier.',
    },
    { where: 'http.If-None-Exist', expected: 'at most one match', found: 'several' },
  );
}
