import { isError, SamplanError } from '../errors.ts';
import { versionToChange } from './change-version.ts';
import type { Call, Writing } from './interaction.ts';
import { outcomeOfNotice } from './operation-outcome.ts';
import type { FhirResponse } from './request.ts';
import { isDeletable } from './served-types.ts';

/**
 * `DELETE [type]/[id]` (http.html § 3.1.0.7), or `DELETE [type]?criteria` of the one that matches. A draft of the caller's own that
 * nobody else has is deleted: 204, then 410. Everything else is health record, which is corrected and not erased (hpl § 42): 202,
 * and a Task that asks a person whether it is to end. What is not there is 204, too. Consent and what all plans share: 405.
 *
 * @example
 * DELETE /fhir/Goal/17
 * If-Match: W/"a3f0…"
 */
export const remove: Writing = {
  async prepare(call, { gate }) {
    const { type, id, entry } = call;
    if (!isDeletable(type)) throw notDeleted(type);
    const toChange = await versionToChange(call).catch(asNothing);
    if (!toChange) {
      // Of what it does not see, a caller is told the same as of what is not there; whose it is, is told that it tried.
      if (!call.sight.isWhole && id !== '')
        await gate.auditRefusal(call.caller, { interaction: 'delete', code: 'not-found', type, id });
      return { answer: async () => ({ status: 204, headers: {} }) };
    }
    const { stored } = toChange.shown;
    return {
      change: {
        kind: 'delete',
        type,
        id: stored.resource.id ?? '',
        expectedVersion: stored.version,
        ...(entry ? { where: entry.where } : {}),
      },
      answer: async (done) =>
        done?.kind === 'proposed' ? proposed(call, done.task.resource.id ?? '') : { status: 204, headers: {} },
    };
  },
};

/** What is deleted already is not there. */
function asNothing(error: unknown): undefined {
  if (!isError(error, 'gone')) throw error;
}

async function proposed({ request, sight, language }: Call, id: string): Promise<FhirResponse> {
  const task = await sight.read('Task', id);
  return {
    status: 202,
    headers: task ? { 'content-location': `${request.base}/Task/${id}` } : {},
    body: outcomeOfNotice(
      {
        nb: 'Delen er ikke slettet: den står i en journal. Det er bedt om at den avsluttes, og en person avgjør det.',
        nn: 'Delen er ikkje sletta: han står i ein journal. Det er bede om at han blir avslutta, og ein person avgjer det.',
        en: 'The part is not deleted: it stands in a health record. A person is asked to decide whether it ends.',
      },
      language,
      ...(task ? [`Task/${id}`] : []),
    ),
  };
}

function notDeleted(where: string): SamplanError {
  return new SamplanError(
    'method-not-allowed',
    {
      nb: 'Typen slettes ikke. Et samtykke trekkes med Consent/[id]/$withdraw; en person og katalogen rettes med PUT.',
      nn: 'Typen blir ikkje sletta. Eit samtykke blir trekt med Consent/[id]/$withdraw; ein person og katalogen blir retta med PUT.',
      en: 'The type is not deleted. A consent is withdrawn with Consent/[id]/$withdraw; a person and the directory are corrected by PUT.',
    },
    { where },
  );
}
