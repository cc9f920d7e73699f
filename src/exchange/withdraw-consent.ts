import type { Consent } from '@medplum/fhirtypes';
import { consentKind, isDerived } from '../consent/kind.ts';
import { SamplanError } from '../errors.ts';
import type { Stored } from '../store/store.ts';
import { amend, commitAmendment } from './amend.ts';
import type { Context } from './context.ts';
import { loadRecord } from './load-record.ts';
import type { Asker } from './may-reach.ts';
import { requireHers } from './own-consent.ts';
import { untilItHolds } from './until-it-holds.ts';

/**
 * The person withdraws a consent, or lifts an opposition (pbrl § 4-1, § 5-3); no reason is asked for. In the same commit: B
 * derives a denial and freezes the parts that its recipient may see no more, A revokes the plan and leaves the
 * coordinator, C owes a deletion to the national store. The notice goes out with the recipient's next pass.
 *
 * @param id of the Consent here
 * @returns the Consent, inactive
 * @throws SamplanError `not-found`; `already-decided` when it is not in force; `forbidden` where she asks and another decides for her; `method-not-allowed` for a denial that
 * follows from others: only a new consent ends it
 * @example
 * await withdrawConsent(context, controller, consentId);
 */
export function withdrawConsent(context: Context, caller: Asker, id: string): Promise<Stored> {
  return untilItHolds(() => withdrawOnce(context, caller, id), 'stale-record');
}

async function withdrawOnce(context: Context, caller: Asker, id: string): Promise<Stored> {
  const stored = await context.store.read('Consent', id);
  if (!stored?.record || stored.deleted) throw noSuchConsent();
  const loaded = await loadRecord(context.store, stored.record);
  const consent = loaded.record.parts.get(`Consent/${id}`)?.resource as Consent | undefined;
  if (!consent || consentKind(consent) === undefined) throw noSuchConsent();
  if (isDerived(consent)) throw derived();
  if (consent.status !== 'active') throw notInForce(consent.status);
  requireHers(caller, loaded.record, consent, true, context.now());
  const amendment = await amend(context, loaded, [{ ...consent, status: 'inactive' }], caller);
  const trace = { by: caller, interaction: 'operation', activity: 'withdraw-consent' } as const;
  const [written] = await commitAmendment(context, amendment, trace);
  return written as Stored;
}

function noSuchConsent(): SamplanError {
  return new SamplanError(
    'not-found',
    {
      nb: 'Det finnes ikke noe samtykke med denne id-en. Søk med Consent?patient=Patient/id.',
      nn: 'Det finst ikkje noko samtykke med denne id-en. Søk med Consent?patient=Patient/id.',
      en: 'There is no consent with this id. Search with Consent?patient=Patient/id.',
    },
    { where: 'Consent' },
  );
}

function notInForce(found: string): SamplanError {
  return new SamplanError(
    'already-decided',
    {
      nb: 'Samtykket gjelder ikke, så det er ingenting å trekke tilbake. Vil personen nekte noe, registrer det som en motsettelse.',
      nn: 'Samtykket gjeld ikkje, så det er ingenting å trekkje tilbake. Vil personen nekte noko, registrer det som ei motsetjing.',
      en: 'The consent is not in force, so there is nothing to withdraw. If the person opposes something, record that.',
    },
    { where: 'Consent.status', expected: 'active', found },
  );
}

function derived(): SamplanError {
  return new SamplanError(
    'method-not-allowed',
    {
      nb: 'Denne nektelsen følger av at et samtykke er trukket tilbake. Den faller bort når personen samtykker på nytt.',
      nn: 'Denne nektinga følgjer av at eit samtykke er trekt tilbake. Ho fell bort når personen samtykkjer på nytt.',
      en: 'This denial follows from a withdrawn consent. It ends when the person consents anew.',
    },
    { where: 'Consent' },
  );
}
