import { isError, SamplanError } from '../errors.ts';
import type { Gate } from './gate.ts';
import type { FhirRequest } from './request.ts';

/** What somebody else changed meanwhile is looked at anew, at most this often. */
const ATTEMPTS = 5;

/** Somebody else was faster: nothing was done, and nobody was refused anything. */
class Overtaken extends Error {}

/**
 * Answers a request on what stands when its change is made. Where somebody else's change comes in between, all of the request is thought
 * through anew: what the caller may and sees, what consent says, the versions and criteria that it names. So 412 is for who named a version
 * that is not there (http.html § 3.1.0.5); whose request holds, and never comes through, is told 409.
 *
 * @param work does it, through the gate that it is given
 * @throws SamplanError `stale-record` in the end; what `work` throws
 * @example
 * await unlessOvertaken(gate, async (held) => interaction(call, { ...reach, gate: held }));
 */
export async function unlessOvertaken<Done>(gate: Gate, work: (gate: Gate) => Promise<Done>): Promise<Done> {
  for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
    try {
      return await work(sayingOfStale(gate, () => new Overtaken()));
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }
  return work(sayingOfStale(gate, neverThrough));
}

/** The same request, whose body can be asked for again. */
export function readOnce(request: FhirRequest): FhirRequest {
  let body: Promise<Uint8Array> | undefined;
  return {
    ...request,
    body: () => {
      body ??= request.body();
      return body;
    },
  };
}

/** The gate, which says so of a change that was made from what is there no more. */
function sayingOfStale(gate: Gate, so: () => Error): Gate {
  const told = (error: unknown): never => {
    throw isError(error, 'stale-version') ? so() : error;
  };
  const { subscriptions } = gate;
  return {
    ...gate,
    admitChanges: (caller, changes) => gate.admitChanges(caller, changes).catch(told),
    subscriptions: { ...subscriptions, keep: (caller, given) => subscriptions.keep(caller, given).catch(told) },
  };
}

function neverThrough(): SamplanError {
  return new SamplanError('stale-record', {
    nb: 'Andre endrer det samme akkurat nå. Ingenting er gjort. Send det på nytt.',
    nn: 'Andre endrar det same akkurat no. Ingenting er gjort. Send det på nytt.',
    en: 'Others are changing the same just now. Nothing was done. Send it again.',
  });
}
