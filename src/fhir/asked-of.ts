import type { Asked } from '../access/scopes.ts';
import { isDefinitionType } from './definition-types.ts';
import type { Routed } from './routes.ts';

/**
 * The right that a request needs (SMART v2). An operation on a type or instance counts as a change of it, or as a read where
 * its method is GET; one about no type needs the right on all. Undefined: none, since nothing of anybody is shown or changed.
 *
 * @example
 * askedOf(routeOf('GET', ['Goal', '1', '_history'])) // { type: 'Goal', right: 'r' }
 */
export function askedOf({ route, type, id }: Routed): Asked | undefined {
  if (route.asks !== undefined) return route.asks;
  const about = type === '' ? '*' : type;
  switch (route.name) {
    case 'capabilities':
    case 'definition':
    // Each entry asks for what it is itself.
    case 'bundle':
      return undefined;
    case 'read':
    case 'vread':
      return { type: about, right: 'r' };
    // Of a type or of all it is a search (SMART App Launch 2.2, scopes).
    case 'history':
      return { type: about, right: route.path.includes(':id') ? 'r' : 's' };
    case 'search':
      return isDefinitionType(type) ? undefined : { type: about, right: 's' };
    case 'delete':
      return { type: about, right: 'd' };
    case 'create':
      return { type: about, right: 'c' };
    case 'validate':
      return id === '' || id.startsWith('$') ? undefined : { type: about, right: 'r' };
    default:
      return { type: about, right: route.method === 'GET' ? 'r' : 'u' };
  }
}
