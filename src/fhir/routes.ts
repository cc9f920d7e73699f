import { SamplanError } from '../errors.ts';
import { DEFINITION_TYPES } from './definition-types.ts';
import { notFound } from './read.ts';
import type { Route } from './route.ts';
import { ROUTES } from './route-table.ts';
import { isDeletable, isServed, isUndoable, isWritable, SERVED_TYPES, type ServedType } from './served-types.ts';

/** An address that the server answers to. */
export interface Address extends Pick<Route, 'name' | 'method' | 'query' | 'isPrinted'> {
  /** With the type's name in it: `Goal/:id`. */
  readonly path: string;
  /** Empty where it is about no type. */
  readonly type: string;
}

/** Every address, each type by itself. */
export function addressesOf(): readonly Address[] {
  return ROUTES.flatMap(({ name, method, path, query, writes, isPrinted }): Address[] => {
    const route = { name, method, query, ...(isPrinted ? { isPrinted } : {}) };
    const [first = ''] = path.split('/');
    if (first !== ':type') {
      const isOfType = isServed(first) || DEFINED_BY_ROUTES.includes(first);
      return [{ ...route, path, type: isOfType ? first : '' }];
    }
    const types = SERVED_TYPES.filter((type) => !writes || isChanged(name, type));
    return types.map((type) => ({ ...route, path: path.replace(':type', type), type }));
  });
}

/** What changes a resource is not there for every type: elsewhere the address answers 405, or 404. */
function isChanged(name: string, type: ServedType): boolean {
  if (name === 'delete') return isDeletable(type);
  return name === 'undo' ? isUndoable(type) : isWritable(type);
}

/** Where a request goes, and what its path names. */
export interface Routed {
  readonly route: Route;
  readonly type: string;
  readonly id: string;
  readonly version: string;
}

/** Types that are served in ways of their own. */
const DEFINED_BY_ROUTES: readonly string[] = [...DEFINITION_TYPES, 'Subscription'];

/** Routes by the number of segments in their paths, each with its segments. */
const BY_LENGTH = Map.groupBy(
  ROUTES.map((route) => ({ route, pattern: route.path === '' ? [] : route.path.split('/') })),
  ({ pattern }) => pattern.length,
);

const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * Finds the route of a request. HEAD goes where GET goes. Throws `not-found`, `unknown-type`, or `method-not-allowed` naming the
 * methods that the address has.
 */
export function routeOf(method: string, path: readonly string[]): Routed {
  const type = path[0] ?? '';
  // A Bundle is not kept, but validated.
  const isKnown = isServed(type) || DEFINED_BY_ROUTES.includes(type) || (type === 'Bundle' && path[1] === '$validate');
  if (/^[A-Z]/.test(type) && !isKnown) throw unknownType();
  const here = routesAt(path);
  const route = here.find((candidate) => candidate.method === (method === 'HEAD' ? 'GET' : method));
  if (route === undefined && here.length > 0) throw methodNotAllowed();
  if (route === undefined) throw notFound();
  return { route, type: isKnown ? type : '', id: path[1] ?? '', version: path[3] ?? '' };
}

/**
 * The pattern that an address has in the table, for example `:type/:id`; undefined where it leads nowhere. Says nothing of who is
 * asked about.
 */
export function addressPattern(method: string, path: readonly string[]): string | undefined {
  const here = routesAt(path);
  return (here.find((route) => route.method === (method === 'HEAD' ? 'GET' : method)) ?? here[0])?.path;
}

/**
 * Value of the `Allow` header at an address (RFC 9110 § 10.2.1), without the method that was refused there: PUT to an id that does
 * not exist has a route, but is not allowed.
 */
export function allowedMethods(path: readonly string[], refused: string): string {
  const methods = routesAt(path).flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return methods.filter((method) => method !== refused).join(', ');
}

function routesAt(path: readonly string[]): readonly Route[] {
  const type = path[0] ?? '';
  const isRead = isServed(type) && !isWritable(type);
  return (BY_LENGTH.get(path.length) ?? []).flatMap(({ route, pattern }) =>
    pattern.every((expected, index) => isAt(expected, path[index] ?? '')) && !(route.writes && isRead) ? route : [],
  );
}

function isAt(expected: string, actual: string): boolean {
  if (expected === ':type') return isServed(actual);
  if (expected === ':id' || expected === ':version') return ID.test(actual);
  return expected === actual;
}

function unknownType(): SamplanError {
  return new SamplanError(
    'unknown-type',
    {
      nb: 'Samplan har ikke denne ressurstypen. Bruk en av typene i /metadata.',
      nn: 'Samplan har ikkje denne ressurstypen. Bruk ein av typane i /metadata.',
      en: 'Samplan does not serve this resource type. Use one of the types in /metadata.',
    },
    { where: 'path', expected: [...SERVED_TYPES, ...DEFINED_BY_ROUTES].join(', ') },
  );
}

function methodNotAllowed(): SamplanError {
  return new SamplanError(
    'method-not-allowed',
    {
      nb: 'Adressen har ikke denne metoden. Headeren Allow sier hvilke den har.',
      nn: 'Adressa har ikkje denne metoden. Headeren Allow seier kva for nokre ho har.',
      en: 'The address does not have this method. The Allow header says which it has.',
    },
    { where: 'method' },
  );
}
