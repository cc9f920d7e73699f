import type { Resource } from '@medplum/fhirtypes';
import { identifiersOf } from '../../record/identity.ts';
import { isDirectoryType } from '../../record/kinds.ts';
import { hasErrors } from '../../validation/finding.ts';
import { asTaken } from './as-taken.ts';
import { type DropDocument, keyOf, withFile } from './drop-document.ts';
import { dropFinding } from './drop-findings.ts';
import type { Claimed, DropFolder } from './drop-folder.ts';
import type { DropFormat, FileContent } from './drop-format.ts';
import { aboutOf, type DropMemory, type Known } from './drop-memory.ts';
import { renamed } from './renamed.ts';

/** What the connector is told of each file that was taken in or refused: by its hash, never by its name. */
export type OnFile = (file: { readonly isTakenIn: boolean; readonly hash: string | undefined }) => void;

export interface TakingIn {
  readonly folder: DropFolder;
  readonly format: DropFormat;
  readonly memory: DropMemory;
  readonly now: () => string;
  readonly onFile: OnFile;
}

const REFUSALS = {
  'no-file': dropFinding('file-no-file', '/', { expected: 'a regular file', found: 'something else' }),
  'too-large': dropFinding('file-unreadable', '/', { expected: 'at most 20 MB', found: 'more' }),
  empty: dropFinding('file-malformed', '/', { expected: 'something', found: 'an empty file' }),
  unreadable: dropFinding('file-unreadable', '/', { expected: 'a file that may be read', found: 'one that may not' }),
} as const;

/**
 * Takes in every whole file: what it says is saved first, then it is moved. Whatever ends the process in between, the next one
 * goes on with the same file and comes to the same: what was taken in already is no change. A file that cannot be taken in goes to
 * `failed/`, and the others go on.
 */
export async function takeInFiles(taking: TakingIn): Promise<void> {
  const { folder, onFile } = taking;
  for (const file of await folder.claim()) {
    const read = await folder.read(file);
    if ('grows' in read) {
      await folder.release(file);
      continue;
    }
    if ('refused' in read) {
      await folder.finish(file, 'failed', { findings: [REFUSALS[read.refused]] });
      onFile({ isTakenIn: false, hash: undefined });
      continue;
    }
    const isTakenIn = await takeIn(taking, file, read);
    onFile({ isTakenIn, hash: read.hash });
  }
}

async function takeIn(
  { folder, format, memory, now }: TakingIn,
  file: Claimed,
  { bytes, hash }: { readonly bytes: Uint8Array; readonly hash: string },
): Promise<boolean> {
  const content = await asKnown(await contentOf(format, bytes), format, memory);
  const about = hasErrors(content.findings) ? undefined : await personOf(content, memory);
  const findings = [...content.findings, ...(about === undefined || typeof about === 'string' ? [] : [about])];
  const loss = content.loss ?? [];
  const report =
    findings.length + loss.length > 0 ? { file: hash, findings, ...(loss.length > 0 ? { loss } : {}) } : undefined;
  if (hasErrors(findings)) {
    await folder.finish(file, 'failed', report);
    return false;
  }
  const nameOf = (document: DropDocument): string => `${document.file}${format.extension}`;
  const documents: DropDocument[] = [];
  const changed: Known[] = [];
  for (const known of await documentsOf(memory, content, typeof about === 'string' ? about : undefined)) {
    const before = await asTaken(folder, nameOf(known.document), known.document);
    const isSame = before.came === hash;
    const document = isSame ? before : withFile(before, of(content, before.about), hash, now());
    documents.push(document);
    if (document !== known.document) changed.push({ ...known, document });
  }
  if (changed.length > 0) await memory.save(...changed);
  // Also where that was saved by one who was killed before it was done.
  for (const document of documents) if (document.isRecalled) await folder.takeBack(nameOf(document));
  await folder.finish(file, 'processed', report);
  return true;
}

/** What no format foresaw is a fault of the file, not of the others that wait. */
async function contentOf(format: DropFormat, bytes: Uint8Array): Promise<FileContent> {
  try {
    return await format.read(bytes);
  } catch {
    const finding = dropFinding('file-malformed', '/', { expected: 'a file in the agreed form', found: 'another' });
    return { resources: [], deleted: [], source: undefined, findings: [finding] };
  }
}

/** Under the ids by which its resources are known: a form may name them otherwise, and carries its own keys. */
async function asKnown(content: FileContent, format: DropFormat, memory: DropMemory): Promise<FileContent> {
  const ids = new Map<Resource, string>();
  for (const resource of content.resources) {
    for (const identifier of identifiersOf(resource)) {
      if (!format.isKey(identifier.system) || ids.has(resource)) continue;
      const [known] = await memory.withIdentifier(resource.resourceType, identifier);
      if (known) ids.set(resource, known.peerId);
    }
  }
  return { ...content, resources: renamed(content.resources, (resource) => ids.get(resource)) };
}

/** Whom the file is about; undefined for one with nothing but the directory, a finding where that is not one person. */
async function personOf(
  { resources, deleted }: FileContent,
  memory: DropMemory,
): Promise<string | undefined | ReturnType<typeof dropFinding>> {
  const persons = new Set<string | undefined>();
  for (const resource of resources) if (!isDirectoryType(resource.resourceType)) persons.add(aboutOf(resource));
  for (const key of deleted) {
    if (!isDirectoryType(key.type)) persons.add((await memory.holding(key))?.document.about ?? [...persons][0]);
  }
  if (persons.size === 0 && resources.some(({ resourceType }) => isDirectoryType(resourceType))) return undefined;
  const [about] = persons;
  if (persons.size === 1 && about !== undefined) return about;
  return dropFinding('file-whose', '/', {
    expected: 'one person',
    found: persons.size > 1 ? 'several, or a part that names none' : 'none',
  });
}

/** The person's, and those of the entries of the directory that the file speaks of. */
async function documentsOf(
  memory: DropMemory,
  { resources, deleted }: FileContent,
  about: string | undefined,
): Promise<readonly Known[]> {
  const entries = [
    ...resources.filter(({ resourceType }) => isDirectoryType(resourceType)).map(aboutOf),
    ...deleted.filter(({ type }) => isDirectoryType(type)).map(keyOf),
  ];
  const abouts = [...new Set([about, ...entries])].filter((one) => one !== undefined);
  return Promise.all(abouts.map((one) => memory.about(one)));
}

/** The part of a file that belongs into one document. */
function of({ resources, deleted, source }: FileContent, about: string): Parameters<typeof withFile>[1] {
  const isHere = (resource: Resource): boolean => aboutOf(resource) === about;
  const isEntry = /^[A-Z][A-Za-z]+\//u.test(about);
  return {
    resources: resources.filter(isHere),
    deleted: deleted.filter((key) => (isDirectoryType(key.type) ? keyOf(key) === about : !isEntry)),
    // The whole text belongs to the person.
    source: isEntry ? undefined : source,
  };
}
