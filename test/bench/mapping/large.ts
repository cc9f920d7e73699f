/**
 * Large input, and how much memory it takes: npm run bench:mapping -- --large [--megabytes N]
 *
 * A CSV file of a gigabyte through source and mapping, and lines of four gigabytes that nobody writes to a disk: each is refused
 * with its place. Prints the resident memory of the process, sampled at every megabyte that is read.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { compileMapping } from '../../../src/mapping/mapping.ts';
import type { SourceForm } from '../../../src/mapping/mapping-document.ts';
import { SourceSchema } from '../../../src/mapping/source-schema.ts';
import type { LoadedMapping } from '../../../src/source/load-mapping.ts';
import { readStream } from '../../../src/source/read-records.ts';

const MEGABYTE = 1024 * 1024;
const LINE = 4096;
const TEXT = { type: 'string' };
const FIELDS = { id: TEXT, mal: TEXT, tekst: TEXT, status: TEXT, frist: TEXT };
const SCHEMA = {
  type: 'object',
  required: ['id', 'rader'],
  properties: { id: TEXT, rader: { type: 'array', items: { type: 'object', properties: FIELDS } } },
};

function mappingOf(source: SourceForm): LoadedMapping {
  const pairs = [
    { source: 'tekst', fhir: 'description.text' },
    { source: 'status', fhir: 'lifecycleStatus', as: 'code', table: 'status' },
    { source: 'frist', fhir: 'target.dueDate', as: 'date', format: 'dd.MM.yyyy' },
  ];
  const goal = { resource: 'Goal', list: 'rader', key: 'mal', links: { subject: 'patient' }, pairs };
  const target = [{ code: 'active', equivalence: 'equivalent' }];
  const status = { group: [{ target: 'http://hl7.org/fhir/goal-status', element: [{ code: 'pagar', target }] }] };
  const mapping = compileMapping({
    mapping: {
      ...{ mapping: 'large', version: '1.0.0', system: 'urn:large', key: 'id', source },
      parts: { patient: { resource: 'Patient' }, goal },
    },
    codes: { status },
    schema: SCHEMA,
  });
  return { ...mapping, schema: new SourceSchema(SCHEMA), hash: '' };
}

/** Resident memory, the most since it was asked last. */
class Memory {
  #most = 0;

  look(): void {
    this.#most = Math.max(this.#most, process.memoryUsage.rss());
  }

  get most(): string {
    this.look();
    const most = this.#most;
    this.#most = 0;
    return `${Math.round(most / MEGABYTE)} MB`;
  }
}

/** The stream, looked at each megabyte. */
async function* watched(
  stream: AsyncIterable<Uint8Array>,
  look: (megabytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let read = 0;
  let told = 0;
  for await (const chunk of stream) {
    read += chunk.length;
    for (; told < Math.floor(read / MEGABYTE); told += 1) look(told + 1);
    yield chunk;
  }
}

/** What people write of a goal: three hundred characters, with what CSV has to put in quotes. */
const GOAL = 'Gå til butikken alene; handle det som trengs, og bære det hjem. '.repeat(5);

/** Rows of people with ten goals each, until the file is as long as asked. */
async function writeCsv(file: string, megabytes: number): Promise<void> {
  const out = createWriteStream(file);
  out.write('id;mal;tekst;status;frist\n');
  for (let person = 0, written = 0; written < megabytes * MEGABYTE; person += 1) {
    const rows = Array.from(
      { length: 10 },
      (_, goal) => `${person};${person}-${goal};"${GOAL}";pagar;0${(goal % 9) + 1}.12.2026\n`,
    );
    const bytes = Buffer.from(rows.join(''));
    written += bytes.length;
    if (!out.write(bytes)) await new Promise<void>((resolve) => out.once('drain', () => resolve()));
  }
  await finished(out.end());
}

async function mapCsv(file: string, megabytes: number): Promise<void> {
  const mapping = mappingOf({ format: 'csv', rows: 'rader' });
  const memory = new Memory();
  const marks = new Map([10, 50, 100].map((percent) => [Math.floor((megabytes * percent) / 100), percent]));
  const look = (read: number): void => {
    memory.look();
    const percent = marks.get(read);
    if (percent !== undefined) console.log(`  at ${percent} %: ${memory.most}`);
  };
  const told = { records: 0, resources: 0, faults: 0, findings: 0 };
  const began = performance.now();
  for await (const item of readStream(watched(createReadStream(file), look), 'large.csv', mapping)) {
    if ('fault' in item) told.faults += 1;
    else {
      const { resources, findings } = mapping.toRecord(item.value);
      told.records += 1;
      told.resources += resources.length;
      told.findings += findings.length;
    }
  }
  const seconds = (performance.now() - began) / 1000;
  console.log(`  ${JSON.stringify(told)}, ${Math.round(seconds)} s, ${(megabytes / seconds).toFixed(1)} MB/s`);
}

/** A line that never ends, until it is as long as asked. */
async function* line(start: string, piece: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(start);
  const bytes = Buffer.from(piece.repeat(Math.ceil((64 * 1024) / piece.length)));
  for (let sent = 0; sent < LINE * MEGABYTE; sent += bytes.length) yield bytes;
}

async function refuse(what: string, file: string, form: SourceForm, start: string, piece: string): Promise<void> {
  const memory = new Memory();
  let megabytes = 0;
  memory.look();
  const stream = watched(line(start, piece), (read) => {
    megabytes = read;
    memory.look();
  });
  let places = '';
  for await (const item of readStream(stream, file, mappingOf(form))) {
    places += 'fault' in item ? ` ${item.fault.rule} at ${item.fault.path}` : ' a record';
  }
  console.log(`${what}:${places}, after ${megabytes} of ${LINE} MB; most memory ${memory.most}`);
}

export async function runLarge(megabytes: number): Promise<void> {
  const XML: SourceForm = { format: 'xml', record: 'plan' };
  const CSV: SourceForm = { format: 'csv', rows: 'rader' };
  const folder = await mkdtemp(path.join(tmpdir(), 'samplan-large-'));
  try {
    const file = path.join(folder, 'large.csv');
    await writeCsv(file, megabytes);
    console.log(`CSV of ${megabytes} MB through source and mapping, most resident memory since the line before:`);
    await mapCsv(file, megabytes);
  } finally {
    await rm(folder, { recursive: true });
  }
  console.log(`A line of ${LINE} MB:`);
  await refuse('JSON, one text', 'a.json', { format: 'json' }, '{"id":"', 'x');
  await refuse('JSON, one text of small items', 'a.json', { format: 'json' }, '[', '{"id":"1","rader":[]},');
  await refuse('JSON, a line', 'a.ndjson', { format: 'json' }, '{"id":"1","rader":[]}\n{"id":"', 'x');
  await refuse('XML, a text', 'a.xml', XML, '<planer><plan><id>', 'x');
  await refuse('XML, an attribute', 'a.xml', XML, '<planer><plan id="', 'x');
  await refuse('XML, white space between records', 'a.xml', XML, '<planer>', ' ');
  await refuse('XML, a comment', 'a.xml', XML, '<planer><!-- ', 'x');
  await refuse('XML, small elements in one record', 'a.xml', XML, '<planer><plan>', '<rader><mal>1</mal></rader>');
  await refuse('CSV, a cell', 'a.csv', CSV, 'id;mal;tekst;status;frist\n1;1;', 'x');
  await refuse('CSV, a quoted cell', 'a.csv', CSV, 'id;mal;tekst;status;frist\n1;1;"', 'x');
  await refuse('CSV, cells', 'a.csv', CSV, 'id;mal;tekst;status;frist\n1;1', ';x');
  await refuse('CSV, a header', 'a.csv', CSV, 'id;mal', 'x');
}
