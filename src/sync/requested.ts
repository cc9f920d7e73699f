import { SamplanError } from '../errors.ts';
import type { Context, Party } from '../exchange/context.ts';
import { isController } from '../exchange/may-reach.ts';

/**
 * Who may start a pass from outside, and of whom: the controller, of a partner that there is.
 *
 * @throws SamplanError `forbidden`, `not-found`
 */
export function checkRequest(
  context: Pick<Context, 'controller' | 'partners'>,
  caller: Party,
  partner: string | undefined,
): void {
  const { partners } = context;
  if (!isController(context, caller)) {
    throw new SamplanError(
      'forbidden',
      {
        nb: 'Bare den databehandlingsansvarlige kan starte en kjøring.',
        nn: 'Berre den databehandlingsansvarlege kan starte ei køyring.',
        en: 'Only the controller may start a pass.',
      },
      { where: '$sync' },
    );
  }
  if (partner === undefined || partners.some(({ name }) => name === partner)) return;
  throw new SamplanError(
    'not-found',
    {
      nb: 'Det finnes ingen partner med dette navnet.',
      nn: 'Det finst ingen partnar med dette namnet.',
      en: 'There is no partner of this name.',
    },
    { where: 'partner', expected: partners.map(({ name }) => name).join(', ') },
  );
}
