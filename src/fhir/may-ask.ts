import { SamplanError } from '../errors.ts';
import type { Call } from './interaction.ts';
import { current } from './read.ts';
import type { Route } from './route.ts';
import { isServed } from './served-types.ts';

/**
 * Refuses what a caller that sees a view may not ask for at all, and an operation on what it does not see: there is no such
 * thing for it, whatever the operation would say.
 *
 * @throws SamplanError `forbidden`, `not-found`, `gone`
 * @example
 * await refuseUnseen(route, { sight, type: 'Task', id: '17' });
 */
export async function refuseUnseen(
  route: Route,
  { sight, type, id }: Pick<Call, 'sight' | 'type' | 'id'>,
): Promise<void> {
  if (sight.isWhole) return;
  if (route.isForController) throw forController();
  // A definition is nobody's.
  if (route.path.includes('/:id/$') && isServed(type)) await current(sight, type, id);
}

function forController(): SamplanError {
  return new SamplanError(
    'forbidden',
    {
      nb: 'Dette kan bare virksomheten som svarer for installasjonen gjøre. Be den om det.',
      nn: 'Dette kan berre verksemda som svarar for installasjonen gjere. Be henne om det.',
      en: 'Only the organization that answers for this installation can do this. Ask it to.',
    },
    { where: 'caller', expected: 'the controller' },
  );
}
