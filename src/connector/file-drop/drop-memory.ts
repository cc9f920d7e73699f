import type { Resource } from '@medplum/fhirtypes';
import { type BusinessIdentifier, identifiersOf } from '../../record/identity.ts';
import { asJson, isObject } from '../../record/json.ts';
import { isDirectoryType } from '../../record/kinds.ts';
import { patientOf } from '../../record/patient-of.ts';
import type { PartnerMemory, PeerKey } from '../../store/partner-memory.ts';
import { contentHash } from '../content-hash.ts';
import { type DropDocument, type Kept, keptIn, keyOf } from './drop-document.ts';

/** The part of the store in which it is kept what a partner without a server holds. */
export type DocumentStore = Pick<
  PartnerMemory,
  'partnerDocument' | 'partnerDocumentsWith' | 'partnerDocumentsAfter' | 'savePartnerDocuments'
>;

/** A document as it was read: saved only if nobody changed it since. */
export interface Known {
  readonly seq: number;
  readonly document: DropDocument;
}

/** What is kept of one partner. */
export interface DropMemory {
  /** A new one where there is none. */
  about(about: string): Promise<Known>;
  /** The document that a resource stands in. */
  holding(key: PeerKey): Promise<Known | undefined>;
  withIdentifier(type: string, identifier: BusinessIdentifier): Promise<readonly Kept[]>;
  withReference(type: string, name: string, reference: string): Promise<readonly Kept[]>;
  /** Documents whose file was taken back, and leaves anew. */
  recalled(): Promise<readonly DropDocument[]>;
  after(seq: number, count: number): Promise<readonly Known[]>;
  /** @throws SamplanError `stale-version` when another process was faster */
  save(...changed: readonly Known[]): Promise<void>;
}

/** No resource has such a key. */
const RECALLED = 'recalled';

/** @param newId names files */
export function createDropMemory(store: DocumentStore, partner: string, newId: () => string): DropMemory {
  const toKnown = ({ seq, body }: { readonly seq: number; readonly body: unknown }): Known => ({
    seq,
    document: body as DropDocument,
  });
  async function keptWith(key: string, isMeant: (kept: Kept) => boolean): Promise<readonly Kept[]> {
    const found = await store.partnerDocumentsWith(partner, key);
    return found.flatMap((one) => toKnown(one).document.kept.filter(isMeant));
  }
  return {
    async about(about) {
      const found = await store.partnerDocument(partner, about);
      return found ? toKnown(found) : { seq: 0, document: { about, file: newId(), kept: [] } };
    },
    async holding(key) {
      const [found] = await store.partnerDocumentsWith(partner, keyOf(key));
      const known = found && toKnown(found);
      return known && keptIn(known.document, key) ? known : undefined;
    },
    withIdentifier: (type, identifier) =>
      keptWith(identifierKey(type, identifier), (kept) => kept.type === type && carries(kept, identifier)),
    withReference: (type, name, reference) =>
      keptWith(referenceKey(type, name, reference), (kept) => kept.type === type && leads(kept.now, name, reference)),
    async recalled() {
      const found = await store.partnerDocumentsWith(partner, RECALLED);
      return found.map((one) => toKnown(one).document);
    },
    async after(seq, count) {
      return (await store.partnerDocumentsAfter(partner, seq, count)).map(toKnown);
    },
    save: (...changed) =>
      store.savePartnerDocuments(
        changed.map(({ seq, document }) => ({
          partner,
          about: document.about,
          seq,
          body: document,
          keys: [...document.kept.flatMap(keysOf), ...(document.isRecalled ? [RECALLED] : [])],
        })),
      ),
  };
}

/**
 * The document that a resource belongs into: of its Patient, or of a directory entry itself. Who is named by an identifier only has
 * one, too; undefined: it names nobody.
 */
export function aboutOf(resource: Resource): string | undefined {
  const { resourceType: type, id: peerId = '' } = resource;
  if (isDirectoryType(type)) return `${type}/${peerId}`;
  const patient = patientOf({ type, peerId, resource });
  if (patient !== undefined) return patient;
  const named = ['subject', 'patient', 'for'].map((name) => asJson(resource)[name]);
  const reference = named.find((one) => isObject(one) && isObject(one['identifier']));
  return isObject(reference) ? contentHash(reference['identifier']) : undefined;
}

function keysOf(kept: Kept): readonly string[] {
  const { type, now } = kept;
  const references = Object.entries(now).flatMap(([name, value]) => {
    const reference: unknown = isObject(value) ? value['reference'] : undefined;
    return typeof reference === 'string' ? [referenceKey(type, name, reference)] : [];
  });
  return [keyOf(kept), ...identifiersIn(kept).map((one) => identifierKey(type, one)), ...references];
}

function identifierKey(type: string, { system, value }: BusinessIdentifier): string {
  return JSON.stringify([type, system, value.replaceAll(/\s/gu, '')]);
}

function referenceKey(type: string, name: string, reference: string): string {
  return JSON.stringify([type, name, reference]);
}

function carries(kept: Kept, { system, value }: BusinessIdentifier): boolean {
  const compact = value.replaceAll(/\s/gu, '');
  return identifiersIn(kept).some((one) => one.system === system && one.value === compact);
}

function identifiersIn({ now, keys = [] }: Kept): readonly BusinessIdentifier[] {
  return [...identifiersOf(now), ...keys];
}

function leads(resource: Resource, name: string, reference: string): boolean {
  const value = asJson(resource)[name];
  return isObject(value) && value['reference'] === reference;
}
