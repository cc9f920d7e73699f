import type { Bundle, BundleEntry, BundleEntryRequest, Resource } from '@medplum/fhirtypes';
import { SamplanError } from '../errors.ts';
import { type Fields, fieldsOf } from '../validation/fields.ts';
import type { Call } from './interaction.ts';
import type { FhirRequest, FhirResponse } from './request.ts';

/** More than a client shows or changes at once; each is traced by itself. */
const MOST_ENTRIES = 200;

/** Headers of an entry's request, by the element that has them (bundle-definitions.html#Bundle.entry.request). */
const CONDITIONS = {
  ifMatch: 'if-match',
  ifNoneMatch: 'if-none-match',
  ifModifiedSince: 'if-modified-since',
  ifNoneExist: 'if-none-exist',
} as const;

/** What an entry of a Bundle asks for. */
export interface BundleRequest {
  /** FHIRPath of the entry. */
  readonly where: string;
  readonly method: string;
  readonly fullUrl: string | undefined;
  readonly resource: Resource | undefined;
  /** The request as if it had come alone, with this content; throws `malformed` where its address is none. */
  readonly request: (resource: Resource | undefined) => FhirRequest;
}

/**
 * What the entries of a batch or transaction ask for (bundle.html#batch). All of them are read before the first is done.
 *
 * @throws SamplanError `malformed`, `too-large`, `bad-parameter` for a fullUrl that stands twice (bdl-7)
 */
export function bundleRequests(call: Call, bundle: Bundle): readonly BundleRequest[] {
  refuseUnknown(bundle, BUNDLE, 'Bundle');
  const entries: unknown = bundle.entry ?? [];
  if (!Array.isArray(entries)) throw noList();
  if (entries.length > MOST_ENTRIES) throw tooMany();
  const requests = (entries as readonly (BundleEntry | null)[]).map((entry, index) => requestOf(call, entry, index));
  const names = requests.map(({ fullUrl }) => fullUrl);
  const again = names.findIndex((name, index) => name !== undefined && names.indexOf(name) !== index);
  if (again >= 0) throw sameName(again);
  return requests;
}

const BUNDLE = fieldsOf('Bundle') ?? new Map();
const ENTRY = BUNDLE.get('entry')?.fields ?? new Map();
const REQUEST = ENTRY.get('request')?.fields ?? new Map();

/** What R4 does not have there, or would change what is meant, is not passed over. */
function refuseUnknown(object: unknown, fields: Fields, where: string): void {
  if (typeof object !== 'object' || object === null) return;
  const known = (key: string): boolean => fields.get(key.replace(/^_/, ''))?.name !== undefined;
  const isUnknown = Object.keys(object).some(
    (key) => key === 'modifierExtension' || !(known(key) || isType(key, where)),
  );
  if (isUnknown)
    throw unknownElement(
      where,
      [...fields.keys()].filter((key) => key !== 'modifierExtension'),
    );
}

function isType(key: string, where: string): boolean {
  return key === 'resourceType' && where === 'Bundle';
}

/** The Bundle that answers, an entry for each. */
export function responseBundle(
  type: 'batch-response' | 'transaction-response',
  requests: readonly BundleRequest[],
  answers: readonly FhirResponse[],
): Bundle {
  const entry = answers.map((answer, index) => entryOf(requests[index]?.method, answer));
  return { resourceType: 'Bundle', type, ...(entry.length === 0 ? {} : { entry }) };
}

/** The entry as if it had come alone. */
function requestOf({ request }: Call, entry: BundleEntry | null, index: number): BundleRequest {
  const asked: Partial<BundleEntryRequest> = entry?.request ?? {};
  const { method, url } = asked;
  refuseUnknown(entry, ENTRY, `Bundle.entry[${index}]`);
  refuseUnknown(asked, REQUEST, `Bundle.entry[${index}].request`);
  if (typeof method !== 'string' || typeof url !== 'string') throw badEntry(index, 'request.method and request.url');
  const [path = '', ...query] = relative(url, request.base).split('?');
  const conditions = Object.entries(CONDITIONS).flatMap(([element, header]): [string, string][] => {
    const value: unknown = asked[element as keyof typeof CONDITIONS];
    if (value !== undefined && typeof value !== 'string') throw badEntry(index, `request.${element} as a string`);
    return value === undefined ? [] : [[header, value]];
  });
  const language = request.headers['accept-language'];
  const prefer = request.headers['prefer'];
  return {
    where: `Bundle.entry[${index}]`,
    method,
    fullUrl: typeof entry?.fullUrl === 'string' ? entry.fullUrl : undefined,
    resource: entry?.resource,
    request(resource) {
      const { bytes, type } = bodyOf(resource, method);
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
    },
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
  throw badAddress(index);
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

function entryOf(method: string | undefined, { status, headers, body }: FhirResponse): BundleEntry {
  const { etag } = headers;
  // Where a version was written; of a deletion that waits for a person it would be the Task.
  const location = headers['location'] ?? (status === 200 ? headers['content-location'] : undefined);
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

function tooMany(): SamplanError {
  return new SamplanError(
    'too-large',
    {
      nb: 'Bundelen har for mange oppføringer. Del den opp.',
      nn: 'Bundelen har for mange oppføringar. Del han opp.',
      en: 'The Bundle has too many entries. Split it.',
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

function sameName(index: number): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'To oppføringer har samme fullUrl. Ingenting er gjort.',
      nn: 'To oppføringar har same fullUrl. Ingenting er gjort.',
      en: 'Two entries have the same fullUrl. Nothing was done.',
    },
    { where: `Bundle.entry[${index}].fullUrl`, expected: 'each fullUrl once' },
  );
}

function unknownElement(where: string, known: readonly string[]): SamplanError {
  return new SamplanError(
    'malformed',
    {
      nb: 'Her står et element som ikke finnes, eller som endrer hva de andre betyr. Ingenting er gjort.',
      nn: 'Her står eit element som ikkje finst, eller som endrar kva dei andre betyr. Ingenting er gjort.',
      en: 'There is an element here that does not exist, or that changes what the others mean. Nothing was done.',
    },
    { where, expected: known.join(', ') },
  );
}

function badAddress(index: number): SamplanError {
  return new SamplanError(
    'malformed',
    {
      nb: 'Adressen i oppføringen er ingen adresse her.',
      nn: 'Adressa i oppføringa er inga adresse her.',
      en: 'The address of the entry is none of this service.',
    },
    { where: `Bundle.entry[${index}].request.url`, expected: 'an address within the service, percent-encoded' },
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
