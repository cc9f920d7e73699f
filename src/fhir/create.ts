import type { Resource } from '@medplum/fhirtypes';
import type { Done } from '../exchange/admit-changes.ts';
import { contentOf } from '../record/content-of.ts';
import type { Finding } from '../validation/finding.ts';
import { readWritten } from './body.ts';
import { refuseExcluded } from './change-version.ts';
import type { Call, Prepared, Writing } from './interaction.ts';
import { criteriaStated, existing } from './matching.ts';
import { requireJson } from './media-type.ts';
import type { FhirResponse } from './request.ts';
import { addressOf, type Written, writtenResponse } from './written.ts';

/**
 * `POST [type]`: a new resource (http.html § 3.1.0.8). The id is ours: what the client set as id, versionId and lastUpdated is
 * ignored. With `If-None-Exist` (§ 3.1.0.8.1) nothing is created where a resource matches: 200 with that one, 412 where there
 * are several. 422 with every finding when the gate does not let it in.
 *
 * @example
 * POST /fhir/Goal
 * If-None-Exist: identifier=urn:ietf:rfc:3986|urn:uuid:0d7c0b3a-2f43-4c5e-9a63-0f6c0c0ce8a1
 */
export const create: Writing = {
  // Of two at once with the same criteria, the second must find what the first made.
  alone: ({ request, type }) => {
    const criteria = criteriaStated(request, type);
    return criteria && `${type}?${new URLSearchParams(criteria.map(([...one]) => one))}`;
  },
  async prepare(call) {
    const { request, type, entry } = call;
    requireJson(request.headers['content-type']);
    const { resource, findings } = readWritten(await request.body(), type);
    const there = await existing(call);
    if (there) {
      refuseExcluded(call, there);
      return {
        answer: async () => ({
          ...(await createdResponse(call, 200, { stored: there.stored, findings: [] })),
          shown: { interaction: 'search', resources: [there.stored] },
        }),
      };
    }
    const { id: _id, ...rest } = contentOf(resource);
    return creation(call, rest as Resource, findings, entry?.id);
  },
};

/** A resource that is new, under an id that is known before where something leads to it already. */
export function creation(call: Call, resource: Resource, findings: readonly Finding[], id?: string): Prepared {
  return {
    change: {
      kind: 'create',
      resource,
      ...(id === undefined ? {} : { id }),
      ...(call.entry ? { where: call.entry.where } : {}),
    },
    answer: async (done) => {
      const { stored, findings: told } = done as Extract<Done, { readonly kind: 'written' }>;
      return createdResponse(call, 201, { stored, findings: [...findings, ...told] });
    },
  };
}

async function createdResponse(call: Call, status: number, written: Written): Promise<FhirResponse> {
  const answer = await writtenResponse(call, status, written);
  return { ...answer, headers: { ...answer.headers, location: addressOf(call, written, answer) } };
}
