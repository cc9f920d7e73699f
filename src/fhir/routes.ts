import type { Asked } from '../access/scopes.ts';
import { SamplanError } from '../errors.ts';
import { EXCERPT } from './asked-excerpt.ts';
import { batch } from './batch.ts';
import { create } from './create.ts';
import { disclosures } from './disclosures.ts';
import { duties } from './duties.ts';
import { evidence } from './evidence.ts';
import { history } from './history.ts';
import type { Interaction } from './interaction.ts';
import { metadata } from './metadata.ts';
import { patch } from './patch.ts';
import { notFound, read } from './read.ts';
import { recordConsent } from './record-consent.ts';
import { reportNeed } from './report-need.ts';
import { resolveConflict } from './resolve-conflict.ts';
import { search, searchByForm } from './search.ts';
import { isServed, isWritable, SERVED_TYPES } from './served-types.ts';
import { sync } from './sync.ts';
import { transferResponsibility } from './transfer-responsibility.ts';
import { undo } from './undo.ts';
import { update } from './update.ts';
import { validate, validateInstance } from './validate.ts';
import { vread } from './vread.ts';
import { withdraw } from './withdraw.ts';

/** One line of the route table. */
export interface Route {
  /** Name in the trace. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** `:type`, `:id` and `:version` stand for any; a type's name for itself. */
  readonly path: string;
  /** Query parameters besides those that every address has (look.ts); `any` where the interaction reads them itself. */
  readonly query: readonly string[] | 'any';
  readonly writes?: boolean;
  /** The right that it needs, where its name does not tell (asked-of.ts). */
  readonly asks?: Asked;
  /** Only the organization that answers for this installation may do it. */
  readonly isForController?: true;
  readonly interaction: Interaction;
}

/** Every interaction that there is. */
const ROUTES: readonly Route[] = [
  { name: 'capabilities', method: 'GET', path: 'metadata', query: [], interaction: metadata },
  { name: 'batch', method: 'POST', path: '', query: [], interaction: batch },
  { name: 'sync', method: 'POST', path: '$sync', query: [], interaction: sync },
  { name: 'duties', method: 'GET', path: '$duties', query: ['organization', 'until', 'patient'], interaction: duties },
  {
    name: 'report-need',
    method: 'POST',
    path: '$report-need',
    query: [],
    asks: { type: 'ServiceRequest', right: 'c' },
    interaction: reportNeed,
  },
  { name: 'search', method: 'GET', path: ':type', query: 'any', interaction: search },
  { name: 'create', method: 'POST', path: ':type', query: [], writes: true, interaction: create },
  { name: 'search', method: 'POST', path: ':type/_search', query: 'any', interaction: searchByForm },
  { name: 'validate', method: 'POST', path: ':type/$validate', query: ['profile', 'mode'], interaction: validate },
  { name: 'validate', method: 'POST', path: 'Bundle/$validate', query: ['profile', 'mode'], interaction: validate },
  { name: 'read', method: 'GET', path: ':type/:id', query: EXCERPT, interaction: read },
  { name: 'update', method: 'PUT', path: ':type/:id', query: [], writes: true, interaction: update },
  { name: 'patch', method: 'PATCH', path: ':type/:id', query: [], writes: true, interaction: patch },
  { name: 'history', method: 'GET', path: ':type/:id/_history', query: EXCERPT, interaction: history },
  { name: 'vread', method: 'GET', path: ':type/:id/_history/:version', query: EXCERPT, interaction: vread },
  ...(['GET', 'POST'] as const).map((method) => ({
    name: 'validate',
    method,
    path: ':type/:id/$validate',
    query: ['profile', 'mode'],
    interaction: validateInstance,
  })),
  {
    name: 'resolve-conflict',
    method: 'POST',
    path: 'Task/:id/$resolve-conflict',
    query: [],
    interaction: resolveConflict,
  },
  {
    name: 'transfer-responsibility',
    method: 'POST',
    path: 'Patient/:id/$transfer-responsibility',
    query: [],
    interaction: transferResponsibility,
  },
  // Both tell what the access log has: a right to the Patient is none to that.
  ...Object.entries({ disclosures, evidence }).map(([name, interaction]) => ({
    name,
    method: 'GET' as const,
    path: `Patient/:id/$${name}`,
    query: [],
    asks: { type: 'AuditEvent', right: 'r' } as const,
    isForController: true as const,
    interaction,
  })),
  {
    name: 'record-consent',
    method: 'POST',
    path: 'Patient/:id/$record-consent',
    query: [],
    asks: { type: 'Consent', right: 'c' },
    isForController: true,
    interaction: recordConsent,
  },
  {
    name: 'withdraw',
    method: 'POST',
    path: 'Consent/:id/$withdraw',
    query: [],
    asks: { type: 'Consent', right: 'u' },
    isForController: true,
    interaction: withdraw,
  },
  {
    name: 'undo',
    method: 'POST',
    path: ':type/:id/$undo',
    query: [],
    writes: true,
    isForController: true,
    interaction: undo,
  },
];

/** Where a request goes, and what its path names. */
export interface Routed {
  readonly route: Route;
  readonly type: string;
  readonly id: string;
  readonly version: string;
}

const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * Finds the route of a request. HEAD goes where GET goes. Throws `not-found`, `unknown-type`, or `method-not-allowed` naming the
 * methods that the address has.
 */
export function routeOf(method: string, path: readonly string[]): Routed {
  const type = path[0] ?? '';
  // A Bundle is not kept, but validated.
  const isKnown = isServed(type) || (type === 'Bundle' && path[1] === '$validate');
  if (/^[A-Z]/.test(type) && !isKnown) throw unknownType();
  const here = ROUTES.filter((route) => matches(route, path) && !(route.writes && isServed(type) && !isWritable(type)));
  const route = here.find((candidate) => candidate.method === (method === 'HEAD' ? 'GET' : method));
  if (route === undefined && here.length > 0) throw methodNotAllowed(method);
  if (route === undefined) throw notFound();
  return { route, type: isKnown ? type : '', id: path[1] ?? '', version: path[3] ?? '' };
}

/**
 * Value of the `Allow` header at an address (RFC 9110 § 10.2.1), without the method that was refused there: PUT to an id that does
 * not exist has a route, but is not allowed.
 */
export function allowedMethods(path: readonly string[], refused: string): string {
  const type = path[0] ?? '';
  const methods = ROUTES.filter(
    (route) => matches(route, path) && !(route.writes && isServed(type) && !isWritable(type)),
  ).flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return methods.filter((method) => method !== refused).join(', ');
}

function matches(route: Route, path: readonly string[]): boolean {
  const pattern = route.path === '' ? [] : route.path.split('/');
  return (
    pattern.length === path.length &&
    pattern.every((expected, index) => {
      const actual = path[index] ?? '';
      if (expected === ':type') return isServed(actual);
      if (expected === ':id' || expected === ':version') return ID.test(actual);
      return expected === actual;
    })
  );
}

function unknownType(): SamplanError {
  return new SamplanError(
    'unknown-type',
    {
      nb: 'Samplan har ikke denne ressurstypen. Bruk en av typene i /metadata.',
      nn: 'Samplan har ikkje denne ressurstypen. Bruk ein av typane i /metadata.',
      en: 'Samplan does not serve this resource type. Use one of the types in /metadata.',
    },
    { where: 'path', expected: SERVED_TYPES.join(', ') },
  );
}

function methodNotAllowed(method: string): SamplanError {
  const where = { where: 'method' };
  switch (method) {
    case 'DELETE':
      return new SamplanError(
        'method-not-allowed',
        {
          nb: 'Sletting tilbys ikke. Avslutt delen med PUT og status: CarePlan og ServiceRequest revoked, Task, Goal og Appointment cancelled, CareTeam og Consent inactive.',
          nn: 'Sletting er ikkje tilbode. Avslutt delen med PUT og status: CarePlan og ServiceRequest revoked, Task, Goal og Appointment cancelled, CareTeam og Consent inactive.',
          en: 'Deletion is not offered. End the part by PUT with a status: CarePlan and ServiceRequest revoked, Task, Goal and Appointment cancelled, CareTeam and Consent inactive.',
        },
        where,
      );
    default:
      return new SamplanError(
        'method-not-allowed',
        {
          nb: 'Adressen har ikke denne metoden. Headeren Allow sier hvilke den har.',
          nn: 'Adressa har ikkje denne metoden. Headeren Allow seier kva for nokre ho har.',
          en: 'The address does not have this method. The Allow header says which it has.',
        },
        where,
      );
  }
}
