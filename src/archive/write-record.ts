import { open } from 'node:fs/promises';
import type { Resource } from '@medplum/fhirtypes';
import { patientOfTrace } from '../audit/patient-of-trace.ts';
import { SamplanError } from '../errors.ts';
import { accessLogOf, everyMatch, referringTo } from '../exchange/access-log-of.ts';
import type { Context } from '../exchange/context.ts';
import { patientOf } from '../exchange/list-disclosures.ts';
import { keyOf } from '../record/record.ts';
import type { Store, Stored } from '../store/store.ts';
import { archiveTexts } from './archive-texts.ts';
import { LineWriter } from './lines.ts';

const PAGE = 500;
const DIRECTORY: readonly string[] = ['Practitioner', 'PractitionerRole', 'Organization', 'HealthcareService'];

/** What of a person's record was written. */
export interface RecordWritten {
  readonly lines: number;
  readonly patient: Stored;
}

/**
 * Writes one person's record to a file, and nothing of others: each version of each part, who changed it, the access log about her, how it stands with
 * each partner and what they hold, and the directory entries that it names. It is there to be read; it cannot be taken in.
 *
 * @throws SamplanError `not-found`; `bad-parameter` where the file is there already
 * @example
 * await writeRecord(context, 'ingrid', 'ingrid.ndjson', { software: '0.1.0' });
 */
export async function writeRecord(
  context: Pick<Context, 'store' | 'partners'>,
  given: string,
  file: string,
  { software }: { readonly software: string },
): Promise<RecordWritten> {
  const patient = await patientOf(context, given);
  const person = patient.resource.id ?? given;
  const handle = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? new SamplanError('bad-parameter', archiveTexts.fileThere, { where: file }) : error;
  });
  try {
    const writer = new LineWriter(handle, () => {});
    let lines = 0;
    const write = async (line: object): Promise<void> => {
      await writer.write(JSON.stringify(line));
      lines += 1;
    };
    await write({ samplan: 'record', format: 1, software, person });
    for await (const line of linesOf(context, person)) await write(line);
    await writer.flush();
    await handle.sync();
    return { lines, patient };
  } finally {
    await handle.close();
  }
}

async function* linesOf(
  { store, partners }: Pick<Context, 'store' | 'partners'>,
  person: string,
): AsyncGenerator<object> {
  const isHers = ownOf(store, person);
  const versions = await versionsOf(store, person);
  for (const { seq, version, deleted, owner, resource } of versions) {
    yield { row: 'version', seq, version, deleted, ...(owner === undefined ? {} : { owner }), resource };
  }
  const keys = new Set(versions.map(({ resource }) => keyOf(resource)));
  yield* entriesNamed(store, versions);
  const told = new Set<string>();
  for (const key of keys) {
    for await (const resource of everyMatch(store, 'Provenance', referringTo('target', key))) {
      if (told.has(keyOf(resource))) continue;
      told.add(keyOf(resource));
      if (await isHers(resource)) yield { row: 'provenance', resource };
    }
  }
  for (const resource of await accessLogOf(store, person)) {
    if (patientOfTrace(resource) === person && (await isHers(resource))) yield { row: 'access', resource };
  }
  const links = await store.links(person);
  for (const link of links) yield { row: 'link', ...link };
  for (const partner of new Set([...partners.map(({ name }) => name), ...links.map(({ partner: name }) => name)])) {
    for (const counterpart of await store.counterparts(partner, person)) yield { row: 'counterpart', ...counterpart };
    const aside = await store.setAside(partner, person);
    if (aside) yield { row: 'set-aside', ...aside };
  }
}

/** In the order of commits. */
async function versionsOf(store: Store, person: string): Promise<readonly Stored[]> {
  const found: Stored[] = [];
  for (let before: number | undefined; ; ) {
    const page = await store.versions({ record: person, count: PAGE, ...(before === undefined ? {} : { before }) });
    found.push(...page);
    before = page.at(-1)?.seq;
    if (page.length < PAGE) return found.toReversed();
  }
}

/** Whether what is told of a person tells of nobody else: a join is of two persons, and each has it in her own log only as far as it is hers. */
function ownOf(store: Store, person: string): (resource: Resource) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  const isOthers = async (reference: string): Promise<boolean> => {
    const [type = '', id = ''] = reference.split('/');
    const stored = await store.read(type, id);
    if (stored?.record !== undefined) return stored.record !== person;
    return type === 'Patient' && id !== person;
  };
  return async (resource) => {
    for (const reference of referencesIn(resource)) {
      const key = reference.split('/').slice(0, 2).join('/');
      const answer = known.get(key) ?? isOthers(key);
      known.set(key, answer);
      if (await answer) return false;
    }
    return true;
  };
}

/** Directory entries that the record names, and those that these name. */
async function* entriesNamed(store: Store, versions: readonly Stored[]): AsyncGenerator<object> {
  const told = new Set<string>();
  let open = versions.map(({ resource }) => resource);
  while (open.length > 0) {
    const next: Resource[] = [];
    for (const reference of open.flatMap((resource) => [...referencesIn(resource)])) {
      const [type = '', id = ''] = reference.split('/');
      if (!DIRECTORY.includes(type) || told.has(`${type}/${id}`)) continue;
      told.add(`${type}/${id}`);
      const entry = await store.read(type, id);
      if (!entry || entry.record !== undefined) continue;
      yield { row: 'directory', resource: entry.resource };
      next.push(entry.resource);
    }
    open = next;
  }
}

/** Every local reference that stands anywhere in a resource. */
function* referencesIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === 'reference' && typeof inner === 'string' && /^[A-Z][A-Za-z]+\/[^/]/u.test(inner)) yield inner;
    else yield* referencesIn(inner);
  }
}
