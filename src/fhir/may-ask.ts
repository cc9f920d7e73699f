import { AccessRefused } from '../access/refusal.ts';
import { SamplanError } from '../errors.ts';
import { isDirectoryType, isRecordType } from '../record/kinds.ts';
import type { Call } from './interaction.ts';
import { current } from './read.ts';
import type { Route } from './route.ts';
import { isServed } from './served-types.ts';

/**
 * Refuses what a caller that sees a view may not ask for at all, and an operation on what it does not see: there is no such
 * thing for it, whatever the operation would say.
 *
 * @throws SamplanError `forbidden`, `not-found`, `gone`; AccessRefused `not-for-herself`
 * @example
 * await refuseUnseen(route, { sight, type: 'Task', id: '17', caller });
 */
export async function refuseUnseen(
  route: Route,
  { sight, type, id, caller }: Pick<Call, 'sight' | 'type' | 'id' | 'caller'>,
): Promise<void> {
  if (caller.isHerself) refuseBeyondHerself(route, type);
  if (sight.isWhole) return;
  if (route.isForController && !caller.isHerself) throw forController();
  // What the access log tells of her is hers to know, whatever a label hides of the record (pasientjournalforskriften § 14).
  if (route.isForController && id === caller.patient) return;
  // A definition is nobody's.
  if (route.path.includes('/:id/$') && isServed(type)) await current(sight, type, id);
}

/** What is not said to be for the person herself is not. */
function refuseBeyondHerself({ isForHerself }: Route, type: string): void {
  const isOfHers = type === '' || type === 'Provenance' || isRecordType(type) || isDirectoryType(type);
  if (isForHerself === undefined || !isOfHers || (isForHerself !== true && isForHerself !== type))
    throw new AccessRefused('not-for-herself');
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
