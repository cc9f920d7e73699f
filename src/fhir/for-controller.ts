import { SamplanError } from '../errors.ts';

/** What only the organization that answers for this installation may do. */
export function forController(): SamplanError {
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
