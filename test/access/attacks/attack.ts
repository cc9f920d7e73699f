import type { Answer, Guarded } from '../guarded.ts';

/** One way to get at what one may not have. */
export interface Attack {
  readonly name: string;
  readonly send: (guarded: Guarded) => Promise<Answer>;
  readonly status: number;
  /** What the log says of it; undefined where no request came about, or one without anything to hide. */
  readonly why: string;
}

/** The usual target: a goal of Ingrid's, which the trust may read. */
export const GOAL = '/fhir/Goal';

/** Sends with these credentials, as they are. */
export function sendWith(
  guarded: Guarded,
  authorization: string | undefined,
  proof?: string,
  path = `${GOAL}?patient=${guarded.ingrid}`,
): Promise<Answer> {
  return guarded.send({
    path,
    headers: [
      ...(authorization === undefined ? [] : [['authorization', authorization] as const]),
      ...(proof === undefined ? [] : [['dpop', proof] as const]),
    ],
  });
}

/** A proof for the usual target. */
export function proofFor(
  { client, origin }: Guarded,
  token: string,
  otherwise?: Parameters<Guarded['client']['proof']>[1],
): Promise<string> {
  return client.proof({ method: 'GET', url: `${origin}${GOAL}`, token }, otherwise);
}
