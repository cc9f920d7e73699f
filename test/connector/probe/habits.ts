import type { Bundle, Resource } from '@medplum/fhirtypes';
import type { CheckVerdict } from '../../../src/connector/fhir-rest/probe/report.ts';
import type { TraitCode } from '../../../src/connector/fhir-rest/probe/traits.ts';
import type { Answer } from '../../demo/peer/journal.ts';
import { type Habit, leavingOut, refusal } from './peer-with-habit.ts';

interface Case extends Habit {
  readonly name: string;
  /** What a check finds out: `trait` → answer. */
  readonly answers: { readonly [trait in TraitCode]?: string };
  readonly verdict: CheckVerdict;
  /** `Goal` where it is not said. */
  readonly triedWith?: string;
}

const isSearch = (url: string): boolean => /^\/fhir\/[A-Z]\w+\?/.test(url);
const inBundle = (answer: Answer, change: (bundle: Bundle) => Bundle): Answer =>
  (answer.body as Resource | undefined)?.resourceType === 'Bundle'
    ? { ...answer, body: change(answer.body as Bundle) }
    : answer;
const lower = (headers: object, name: string): object => leavingOut(headers, name) as object;

/** Servers as they are met, each with one habit, and what a check must say of it. */
export const HABITS: readonly Case[] = [
  {
    name: 'ignores If-Match',
    heard: ({ headers }) => ({ headers: lower(headers, 'if-match') as typeof headers }),
    answers: { 'if-match': 'no', 'if-match-of-unknown': 'no', update: 'yes' },
    verdict: 'usable-with-losses',
  },
  {
    name: 'says 409 to a stale If-Match',
    said: (answer) => (answer.status === 412 ? { ...answer, status: 409 } : answer),
    answers: { 'if-match': 'yes', 'if-match-412': 'no' },
    verdict: 'usable',
  },
  {
    name: 'ignores If-None-Exist',
    heard: ({ headers }) => ({ headers: lower(headers, 'if-none-exist') as typeof headers }),
    answers: { 'if-none-exist-taken': 'yes', 'if-none-exist': 'no', 'if-none-exist-at-once': 'unknown' },
    verdict: 'usable-with-losses',
  },
  {
    name: 'refuses If-None-Exist',
    instead: ({ headers }) => ('if-none-exist' in headers ? refusal(400) : undefined),
    answers: { 'if-none-exist-taken': 'no', create: 'yes' },
    verdict: 'not-usable',
  },
  {
    name: 'ignores _lastUpdated',
    heard: ({ originalUrl }) => ({ originalUrl: originalUrl.replaceAll(/_lastUpdated=[^&]*&?/g, '') }),
    answers: { 'search-last-updated': 'no', 'search-patient': 'yes', paging: 'yes' },
    verdict: 'usable',
  },
  {
    name: 'tells no time',
    said: (answer) => ({ ...answer, body: leavingOut(answer.body, 'lastUpdated') }),
    answers: { 'search-last-updated': 'no', 'history-instance': 'yes', 'deleted-is-gone': 'yes' },
    verdict: 'usable',
  },
  {
    name: 'tells whole seconds',
    said: (answer) => ({
      ...answer,
      body: JSON.parse(JSON.stringify(answer.body ?? {}).replaceAll(/("lastUpdated":"[^"]*?)\.\d+Z/g, '$1Z')),
    }),
    answers: { 'last-updated-milliseconds': 'no' },
    verdict: 'usable',
  },
  {
    name: 'listens to the last of two bounds only',
    heard: ({ originalUrl }) => ({
      originalUrl: originalUrl.replace(/_lastUpdated=[^&]*&(?=.*_lastUpdated=)/, ''),
    }),
    answers: { 'search-last-updated': 'yes', 'last-updated-both-bounds': 'no' },
    verdict: 'usable',
  },
  {
    name: 'sorts as it likes',
    heard: ({ originalUrl }) => ({ originalUrl: originalUrl.replace(/_sort=-?_lastUpdated&?/, '') }),
    answers: { sort: 'no', paging: 'yes' },
    verdict: 'usable',
  },
  {
    name: 'loses the first entry of each later page',
    said: (answer, { originalUrl }) =>
      originalUrl.includes('_offset=')
        ? inBundle(answer, (bundle) => ({ ...bundle, entry: (bundle.entry ?? []).slice(1) }))
        : answer,
    answers: { paging: 'no' },
    verdict: 'usable-with-losses',
  },
  {
    name: 'leads to another host for the next page',
    said: (answer) =>
      inBundle(answer, (bundle) => ({
        ...bundle,
        link: (bundle.link ?? []).map((link) => ({ ...link, url: 'https://elsewhere.example/fhir/Goal?page=2' })),
      })),
    answers: { paging: 'no' },
    verdict: 'usable-with-losses',
  },
  {
    name: 'forbids searches that do not say for whom',
    instead: ({ method, originalUrl: url }) =>
      method === 'GET' && isSearch(url) && !/[?&](patient|identifier)=/.test(url) ? refusal(403) : undefined,
    answers: { browse: 'no', 'search-last-updated': 'yes' },
    verdict: 'usable',
  },
  {
    name: 'knows no POST _search',
    instead: ({ originalUrl }) => (originalUrl.endsWith('/_search') ? refusal(404) : undefined),
    answers: { 'search-post': 'no', create: 'unknown' },
    verdict: 'not-usable',
  },
  {
    name: 'forgets what was deleted',
    said: (answer) => (answer.status === 410 ? { ...answer, status: 404 } : answer),
    answers: { delete: 'yes', 'deleted-is-gone': 'no', 'deleted-in-history': 'yes' },
    verdict: 'usable-with-losses',
  },
  {
    name: 'answers writes with nothing',
    said: (answer, { method }) => {
      const { body: _body, ...bare } = answer;
      return method === 'POST' || method === 'PUT' ? (isBundle(answer) ? answer : bare) : answer;
    },
    answers: { create: 'yes', 'write-answers-resource': 'no', update: 'yes', 'if-none-exist': 'yes', paging: 'yes' },
    verdict: 'usable',
  },
  {
    name: 'has no versions',
    said: ({ headers: { etag: _etag, ...headers }, ...answer }) => ({
      ...answer,
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'location')),
      body: leavingOut(answer.body ?? {}, 'versionId'),
    }),
    answers: { 'version-id': 'no', etag: 'no', 'if-match': 'no', vread: 'no', update: 'yes' },
    verdict: 'usable-with-losses',
  },
  {
    name: 'has a clock an hour ahead',
    said: (answer) => ({
      ...answer,
      headers: { ...answer.headers, date: new Date(Date.now() + 3_600_000).toUTCString() },
    }),
    answers: { clock: 'no' },
    verdict: 'usable',
  },
  {
    name: 'answers a page of HTML for its CapabilityStatement',
    instead: ({ originalUrl }) =>
      originalUrl.endsWith('/metadata')
        ? { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' }
        : undefined,
    answers: { statement: 'no', create: 'yes' },
    verdict: 'usable',
  },
  {
    name: 'redirects everything elsewhere',
    instead: () => ({ status: 302, headers: { location: 'https://elsewhere.example/fhir' }, body: {} }),
    answers: { statement: 'no', 'search-post': 'no' },
    verdict: 'not-usable',
  },
  {
    name: 'has no goals',
    instead: ({ originalUrl, method }) =>
      /^\/fhir\/Goal\b/.test(originalUrl) && method !== 'GET' ? refusal(404) : undefined,
    answers: { create: 'yes', update: 'yes', 'if-match': 'yes' },
    verdict: 'usable-with-losses',
    triedWith: 'ServiceRequest',
  },
];

function isBundle({ body }: Answer): boolean {
  return (body as Resource | undefined)?.resourceType === 'Bundle';
}
