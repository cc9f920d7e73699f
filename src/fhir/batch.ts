import type { Bundle, BundleEntry, BundleEntryRequest, Resource } from '@medplum/fhirtypes';
import { SamplanError } from '../errors.ts';
import { readResource } from './body.ts';
import type { Call, Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import type { FhirRequest, FhirResponse } from './request.ts';

/** More than a client shows or changes at once; each is traced by itself. */
const MOST_ENTRIES = 200;

/** Headers of an entry's request, by the element that has them (bundle-definitions.html#Bundle.entry.request). */
const CONDITIONS = {
  ifMatch: 'if-match',
  ifNoneMatch: 'if-none-match',
  ifNoneExist: 'if-none-exist',
} as const;

/**
 * `POST [base]` with a Bundle of type `batch`: each entry by itself, in their order, with the rights, the consent and the trace that it
 * would have alone (http.html § 3.1.0.11.2). What fails says so in its own entry and stops nothing else.
 *
 * @example
 * POST /fhir
 * { "resourceType": "Bundle", "type": "batch", "entry": [{ "request": { "method": "GET", "url": "Goal/17" } }] }
 */
export const batch: Interaction = async (call) => {
  requireJson(call.request.headers['content-type']);
  const bundle = readResource(await call.request.body(), 'Bundle') as Bundle;
  if (bundle.type !== 'batch') throw notABatch();
  const entries: unknown = bundle.entry ?? [];
  if (!Array.isArray(entries)) throw noList();
  if (entries.length > MOST_ENTRIES) throw tooMany();
  // All of them are read before the first is done.
  const requests = (entries as readonly (BundleEntry | null)[]).map((entry, index) => requestOf(call, entry, index));
  const answers: BundleEntry[] = [];
  for (const request of requests) answers.push(entryOf(request, await call.each(request)));
  return {
    status: 200,
    headers: {},
    body: { resourceType: 'Bundle', type: 'batch-response', ...(answers.length === 0 ? {} : { entry: answers }) },
  };
};

/** The entry as if it had come alone. */
function requestOf({ request }: Call, entry: BundleEntry | null, index: number): FhirRequest {
  const asked: Partial<BundleEntryRequest> = entry?.request ?? {};
  const { method, url } = asked;
  if (typeof method !== 'string' || typeof url !== 'string') throw badEntry(index, 'request.method and request.url');
  const [path = '', ...query] = relative(url, request.base).split('?');
  const conditions = Object.entries(CONDITIONS).flatMap(([element, header]): [string, string][] => {
    const value = asked[element as keyof typeof CONDITIONS];
    return typeof value === 'string' ? [[header, value]] : [];
  });
  const { bytes, type } = bodyOf(entry?.resource, method);
  const language = request.headers['accept-language'];
  const prefer = request.headers['prefer'];
  return {
    ...request,
    method,
    path: segments(path, index),
    query: [...new URLSearchParams(query.join('?'))],
    headers: {
      ...(language === undefined ? {} : { 'accept-language': language }),
      ...(prefer === undefined ? {} : { prefer }),
      ...Object.fromEntries(conditions),
      'content-type': type,
    },
    body: async () => bytes,
  };
}

function segments(path: string, index: number): readonly string[] {
  try {
    const decoded = path.replace(/^\//, '').replace(/\/$/, '').split('/').map(decodeURIComponent);
    // A batch in a batch has no end.
    if (decoded.length > 1 || decoded[0] !== '') return decoded;
  } catch {
    // Not percent-encoded: told below.
  }
  throw badEntry(index, 'an address within the service');
}

function relative(url: string, base: string): string {
  return url.startsWith(`${base}/`) ? url.slice(base.length + 1) : url;
}

/** A JSON Patch comes in a Binary (http.html § 3.1.0.5). */
function bodyOf(resource: Resource | undefined, method: string): { readonly bytes: Uint8Array; readonly type: string } {
  if (method === 'PATCH' && resource?.resourceType === 'Binary') {
    const { data, contentType } = resource;
    return { bytes: Buffer.from(String(data ?? ''), 'base64'), type: String(contentType) };
  }
  const text = resource === undefined ? '' : JSON.stringify(resource);
  return { bytes: new TextEncoder().encode(text), type: 'application/fhir+json' };
}

function entryOf({ method }: FhirRequest, { status, headers, body }: FhirResponse): BundleEntry {
  const { etag, location } = headers;
  const lastModified = body?.meta?.lastUpdated;
  const outcome = body?.resourceType === 'OperationOutcome' ? body : undefined;
  return {
    ...(body && !outcome && method !== 'HEAD' ? { resource: body } : {}),
    response: {
      status: String(status),
      ...(location === undefined ? {} : { location }),
      ...(etag === undefined ? {} : { etag }),
      ...(lastModified === undefined ? {} : { lastModified }),
      ...(outcome ? { outcome } : {}),
    },
  };
}

function notABatch(): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'Bare Bundle av typen batch tas imot her. En transaction sendes som batch eller som enkeltforespørsler.',
      nn: 'Berre Bundle av typen batch blir teken imot her. Ein transaction blir send som batch eller som einskilde førespurnader.',
      en: 'Only a Bundle of type batch is accepted here. Send a transaction as a batch or as single requests.',
    },
    { where: 'Bundle.type', expected: 'batch' },
  );
}

function tooMany(): SamplanError {
  return new SamplanError(
    'too-large',
    {
      nb: 'Batchen har for mange oppføringer. Del den opp.',
      nn: 'Batchen har for mange oppføringar. Del han opp.',
      en: 'The batch has too many entries. Split it.',
    },
    { where: 'Bundle.entry', expected: `at most ${MOST_ENTRIES}` },
  );
}

function noList(): SamplanError {
  return new SamplanError(
    'malformed',
    {
      nb: 'Oppføringene må være en liste.',
      nn: 'Oppføringane må vere ei liste.',
      en: 'The entries must be a list.',
    },
    { where: 'Bundle.entry', expected: 'a list' },
  );
}

function badEntry(index: number, expected: string): SamplanError {
  return new SamplanError(
    'malformed',
    {
      nb: 'Oppføringen sier ikke hva som skal gjøres. Ingenting er gjort.',
      nn: 'Oppføringa seier ikkje kva som skal gjerast. Ingenting er gjort.',
      en: 'The entry does not say what is to be done. Nothing was done.',
    },
    { where: `Bundle.entry[${index}]`, expected },
  );
}
