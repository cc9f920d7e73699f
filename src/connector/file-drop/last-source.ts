import type { DropDocument } from './drop-document.ts';
import type { DocumentStore } from './drop-memory.ts';

/**
 * A partner's last file about a person as it was parsed, or ours that it took; undefined where there is none.
 *
 * @param peerId the partner's id of her Patient
 * @example
 * await lastSource(store, 'NAV', 'patient.12'); // { aktivitetsplanId: '12', … }
 */
export async function lastSource(
  store: Pick<DocumentStore, 'partnerDocumentsWith'>,
  partner: string,
  peerId: string,
): Promise<unknown> {
  const [found] = await store.partnerDocumentsWith(partner, `Patient/${peerId}`);
  return found && (found.body as DropDocument).source;
}
