import { open } from 'node:fs/promises';
import type { Resource } from '@medplum/fhirtypes';
import { patientOfTrace } from '../audit/patient-of-trace.ts';
import { SamplanError } from '../errors.ts';
import { accessLogOf } from '../exchange/access-log-of.ts';
import type { Context } from '../exchange/context.ts';
import { patientOf } from '../exchange/list-disclosures.ts';
import { localReferencesIn, ownOf, provenanceAbout, versionsOf } from '../exchange/told-of.ts';
import type { Store, Stored } from '../store/store.ts';
import { archiveTexts } from './archive-texts.ts';
import { LineWriter } from './lines.ts';

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
  const isHers = ownOf(store, [person]);
  const versions = await versionsOf(store, person);
  for (const { seq, version, deleted, owner, resource } of versions) {
    yield { row: 'version', seq, version, deleted, ...(owner === undefined ? {} : { owner }), resource };
  }
  yield* entriesNamed(store, versions);
  for await (const resource of provenanceAbout(store, versions, isHers)) yield { row: 'provenance', resource };
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

/** Directory entries that the record names, and those that these name. */
async function* entriesNamed(store: Store, versions: readonly Stored[]): AsyncGenerator<object> {
  const told = new Set<string>();
  let open = versions.map(({ resource }) => resource);
  while (open.length > 0) {
    const next: Resource[] = [];
    for (const reference of open.flatMap((resource) => [...localReferencesIn(resource)])) {
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
