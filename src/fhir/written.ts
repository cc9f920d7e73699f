import type { Resource } from '@medplum/fhirtypes';
import type { Admitted } from './gate.ts';
import type { Call } from './interaction.ts';
import { outcomeOfFindings } from './operation-outcome.ts';
import type { FhirResponse } from './request.ts';
import { served } from './served.ts';
import { versionHeaders } from './version-tag.ts';

/** The answer to a create or update, in the shape that `Prefer: return` asks for. */
export function writtenResponse(call: Call, status: number, { stored, findings }: Admitted): FhirResponse {
  const headers = versionHeaders(stored);
  switch (call.prefer.return) {
    case 'minimal':
      return { status, headers };
    case 'OperationOutcome':
      return { status, headers, body: outcomeOfFindings(findings, call.language) };
    case 'representation':
      return { status, headers, body: served(stored) };
  }
}

/** What a client sent, without the version facts that only the server gives (http.html § 3.1.0.4.1, § 3.1.0.8). */
export function withoutVersion<R extends Resource>(resource: R): R {
  const meta: unknown = resource.meta;
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) return resource;
  const { versionId: _versionId, lastUpdated: _lastUpdated, ...kept } = meta as NonNullable<Resource['meta']>;
  const { meta: _meta, ...rest } = resource;
  return (Object.keys(kept).length === 0 ? rest : { ...rest, meta: kept }) as R;
}
