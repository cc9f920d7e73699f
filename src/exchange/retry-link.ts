import { auditEvent } from '../audit/audit-event.ts';
import type { Audited } from '../audit/audited.ts';
import { SamplanError } from '../errors.ts';
import type { Context } from './context.ts';
import { nextVersion } from './writes.ts';

/**
 * What is owed about a person to a partner is tried by the next pass, whenever it would have been tried again; that somebody asked for it
 * is in the access log. Only a link that waits for a
 * retry can be: what was set aside waits to be mended, and what is owed otherwise is looked at by every pass.
 *
 * @param person id of the Patient here
 * @throws SamplanError `not-found` where no retry is waited for
 * @example
 * await retryLink(context, caller, '5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11', 'Helse Fjordvik HF');
 */
export async function retryLink(
  { store, controller, now, newId }: Pick<Context, 'store' | 'controller' | 'now' | 'newId'>,
  caller: Audited,
  person: string,
  partner: string,
): Promise<void> {
  const link = await store.link(person, partner);
  if (link?.nextAttempt === undefined) throw noRetry();
  const at = now();
  const trace = auditEvent({
    ...{ id: newId(), at, interaction: 'operation', operation: 'retry', by: caller, controller, person },
    entities: [],
    outcome: 'success',
  });
  await store.commit({ links: [{ ...link, nextAttempt: at }], writes: [nextVersion(trace, undefined, at)] });
}

function noRetry(): SamplanError {
  return new SamplanError(
    'not-found',
    {
      nb: 'Det er ingenting om personen som venter på et nytt forsøk hos denne partneren. «samplan links» viser hva som venter; det som er satt til side, må rettes hos partneren.',
      nn: 'Det er ingenting om personen som ventar på eit nytt forsøk hos denne partnaren. «samplan links» viser kva som ventar; det som er sett til side, må rettast hos partnaren.',
      en: 'Nothing about the person waits for a retry at this partner. “samplan links” shows what does; what is set aside must be mended at the partner.',
    },
    { where: 'link' },
  );
}
