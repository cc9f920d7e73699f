import type { Bundle, Resource } from '@medplum/fhirtypes';
import type { DifferentialRequest } from './request.ts';

/** What both servers must say alike. What R4 leaves open, or is each server's own, is not in it. */
export interface Answered {
  readonly status: number;
  /** Of a Bundle its type; else the type of the resource. */
  readonly type?: string;
  /** Present where it was told. */
  readonly total?: number;
  /** `Type/id` of what was found, in its order. */
  readonly matches?: readonly string[];
  readonly includes?: readonly string[];
  /** Statuses of a response Bundle's entries. */
  readonly statuses?: readonly string[];
  /** Elements at the top of what was asked for, by resource. */
  readonly elements?: Readonly<Record<string, string>>;
}

const FRESH = { 'cache-control': 'no-cache' };
const MOST_PAGES = 20;
/** Not of the content: each server's own, or made by it. */
const OWN = ['id', 'meta', 'text', 'resourceType'];
/** What Samplan writes of every change. */
const TRACE = ['Provenance', 'AuditEvent'];

/** Asks one of the servers. */
export async function ask(base: string, request: DifferentialRequest): Promise<Answered> {
  const first = await send(base, request);
  const pages = [first.resource];
  for (let next = nextOf(first.resource); request.isPaged && next !== undefined && pages.length < MOST_PAGES; ) {
    const { resource } = await send('', { method: 'GET', path: next });
    pages.push(resource);
    next = nextOf(resource);
  }
  return answered(first.status, pages, request);
}

async function send(
  base: string,
  { method, path, headers = {}, body }: DifferentialRequest,
): Promise<{ readonly status: number; readonly resource?: Resource }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(base === '' ? path : `${base}/${path}`.replace(/\/$/u, ''), {
    method,
    headers: { ...FRESH, ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }), ...headers },
    ...(body === undefined ? {} : { body: text }),
    redirect: 'manual',
  });
  const answer = await response.text();
  return { status: response.status, ...(answer.startsWith('{') ? { resource: JSON.parse(answer) as Resource } : {}) };
}

function nextOf(resource: Resource | undefined): string | undefined {
  return (resource as Bundle | undefined)?.link?.find(({ relation }) => relation === 'next')?.url;
}

function answered(status: number, pages: readonly (Resource | undefined)[], { path }: DifferentialRequest): Answered {
  const [first] = pages;
  // How a refusal is worded is each server's own.
  if (first === undefined || status >= 400) return { status };
  if (first.resourceType === 'OperationOutcome') return { status, type: 'OperationOutcome' };
  if (first.resourceType !== 'Bundle') return { status, type: first.resourceType, elements: elementsOf([first], path) };
  const entries = pages.flatMap((page) => (page as Bundle).entry ?? []);
  if (first.type?.endsWith('response')) {
    return { status, type: first.type, statuses: entries.map(({ response }) => response?.status?.slice(0, 3) ?? '') };
  }
  const keyOf = (entry: (typeof entries)[number]): string => `${entry.resource?.resourceType}/${entry.resource?.id}`;
  const inMode = (mode: string): readonly string[] =>
    entries.filter((one) => (one.search?.mode ?? 'match') === mode && one.resource).map(keyOf);
  return {
    status,
    ...(first.type ? { type: first.type } : {}),
    ...(first.total === undefined ? {} : { total: first.total }),
    matches: ordered(inMode('match'), path),
    includes: [...new Set(inMode('include'))].filter((key) => !TRACE.includes(key.split('/')[0] ?? '')).toSorted(),
    elements: elementsOf(
      entries.flatMap(({ resource }) => resource ?? []),
      path,
    ),
  };
}

/** Without `_sort` the order is open. */
function ordered(keys: readonly string[], path: string): readonly string[] {
  return /[?&]_sort=/u.test(path) ? keys : keys.toSorted();
}

/** Only where an excerpt is asked for: else both show what was put in. */
function elementsOf(resources: readonly Resource[], path: string): Readonly<Record<string, string>> {
  if (!/[?&]_(?:elements|summary)=/u.test(path)) return {};
  return Object.fromEntries(
    resources
      .map(
        (one) =>
          [
            `${one.resourceType}/${one.id}`,
            Object.keys(one)
              .filter((key) => !OWN.includes(key))
              .sort()
              .join(' '),
          ] as const,
      )
      .sort(([one], [another]) => one.localeCompare(another)),
  );
}
