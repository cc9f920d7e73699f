import type { AuditEvent } from '@medplum/fhirtypes';
import { REVIEW } from '../audit/audit-codes.ts';
import { auditEvent } from '../audit/audit-event.ts';
import type { Audited } from '../audit/audited.ts';
import { isEmergency, readerIn, type Verdict } from '../audit/emergency-reviews.ts';
import { patientOfTrace } from '../audit/patient-of-trace.ts';
import { SamplanError } from '../errors.ts';
import type { Stored } from '../store/store.ts';
import type { Context } from './context.ts';
import { unreviewedEmergencies } from './unreviewed-emergencies.ts';
import { nextVersion } from './writes.ts';

/**
 * Says of a reading in an emergency, and of all that the same reader read of the same person on that day, whether it was
 * justified. The verdict is an entry of the access log itself: in its chain, and nobody's to change. Of two at once both are in the log,
 * and the first stands.
 *
 * @param id of an AuditEvent that is such a reading
 * @returns the entry with the verdict
 * @throws SamplanError `not-found` for what is no such reading, `already-decided`, `forbidden` for who read it herself
 * @example
 * await reviewEmergency(context, caller, eventId, { verdict: 'justified', reviewer: 'Security officer', note: 'Admitted unconscious.' });
 */
export async function reviewEmergency(context: Context, caller: Audited, id: string, review: Verdict): Promise<Stored> {
  const { store, controller } = context;
  const event = (await store.read('AuditEvent', id))?.resource as AuditEvent | undefined;
  const read = event && patientOfTrace(event);
  if (!event || read === undefined || !isEmergency(event)) throw noReading();
  const person = await store.survivor(read);
  const open = (await unreviewedEmergencies(store)).get(person) ?? [];
  const asked = open.find(({ readings }) => readings.some((reading) => reading.id === id));
  if (!asked) throw alreadyReviewed();
  const [own] = caller.person?.identifiers ?? [];
  if (own && readerIn(event) === `${own.system}|${own.value}`) throw ownReading();
  const at = context.now();
  const verdict = auditEvent({
    id: context.newId(),
    at,
    interaction: 'operation',
    operation: REVIEW,
    by: caller,
    controller,
    person,
    entities: asked.readings.map((reading) => ({ key: `AuditEvent/${reading.id ?? ''}` })),
    review,
    outcome: 'success',
  });
  const [stored] = await store.commit({ writes: [nextVersion(verdict, undefined, at)] });
  return stored as Stored;
}

function noReading(): SamplanError {
  return new SamplanError(
    'not-found',
    {
      nb: 'Det finnes ingen lesing i en nødssituasjon med denne id-en. Hent dem med $duties.',
      nn: 'Det finst inga lesing i ein naudssituasjon med denne id-en. Hent dei med $duties.',
      en: 'There is no reading in an emergency with this id. Get them with $duties.',
    },
    { where: 'AuditEvent', expected: 'a reading in an emergency' },
  );
}

function alreadyReviewed(): SamplanError {
  return new SamplanError(
    'already-decided',
    {
      nb: 'Lesingen er alt gjennomgått. Den første vurderingen står.',
      nn: 'Lesinga er alt gjennomgått. Den første vurderinga står.',
      en: 'The reading has been looked at already. The first verdict stands.',
    },
    { where: 'AuditEvent', expected: 'a reading without a verdict' },
  );
}

function ownReading(): SamplanError {
  return new SamplanError(
    'forbidden',
    {
      nb: 'Den som leste, kan ikke selv gjennomgå lesingen. La en annen gjøre det.',
      nn: 'Den som las, kan ikkje sjølv gå gjennom lesinga. La ein annan gjere det.',
      en: 'Who read it cannot review the reading herself. Let somebody else do it.',
    },
    { where: 'caller', expected: 'somebody else than the reader' },
  );
}
