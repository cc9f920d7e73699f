import { isError } from '../../errors.ts';
import type { Connector, Held, ReadAnswer } from '../connector.ts';
import type { Answer, Send } from './answer.ts';
import type { Base } from './base.ts';
import { isPeerId, readHeld } from './held.ts';
import type { FhirRestOptions } from './options.ts';
import { AnswerTooLarge, malformed, refused } from './refusal.ts';

/** Reads one resource by its id at the partner. */
export function createRead(
  send: Send,
  base: Base,
  { maxResourceBytes }: Required<Pick<FhirRestOptions, 'maxResourceBytes'>>,
): Connector['read'] {
  return async function read(type, peerId) {
    if (!isPeerId(peerId)) return { missing: true };
    const answer = await send({ method: 'GET', url: base.at([type, peerId]), where: `GET ${type} by id` });
    if (answer.status === 404) return { missing: true };
    if (answer.status === 410) return { gone: true };
    if (answer.size > maxResourceBytes) throw new AnswerTooLarge(answer.where, maxResourceBytes);
    return { found: heldOf(answer, type, peerId) };
  };
}

/** What the partner does not let us read is not there for us. */
export async function readIfAllowed(read: Connector['read'], type: string, peerId: string): Promise<ReadAnswer> {
  try {
    return await read(type, peerId);
  } catch (error) {
    if (isError(error, 'partner-refused')) return { missing: true };
    throw error;
  }
}

/**
 * The resource that an answer holds.
 *
 * @throws SamplanError `partner-refused`, or `partner-malformed` when it is not the resource `peerId`.
 */
export function heldOf(answer: Answer, type: string, peerId: string): Held {
  if (answer.status >= 300) throw refused(answer);
  const held = readHeld(answer.body, type);
  if ('reason' in held) throw malformed(answer.where, `a ${type}`, held.reason);
  if (held.peerId !== peerId) throw malformed(answer.where, 'the resource that was asked for', 'one with another id');
  return held;
}
