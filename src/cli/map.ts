import { appendFile, writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import type { Loss } from '../mapping/loss.ts';
import { mappingFinding } from '../mapping/mapping-finding.ts';
import type { LoadedMapping } from '../source/load-mapping.ts';
import type { RecordFile } from '../source/record-file.ts';
import { sourceFault } from '../source/source-fault.ts';
import { isFaulty } from '../source/source-record.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import { bundlesIn } from './bundles-in.ts';
import { EXIT } from './exit-code.ts';
import { explainFinding } from './explain-error.ts';
import type { Session } from './session.ts';

interface MapOptions {
  readonly mapping: string;
  readonly to: 'fhir' | 'source';
  readonly loss?: string;
  readonly explain?: string;
}

/** `samplan map`: files of a local format to FHIR, or back. Needs no configuration. */
export function addMap(program: Command, session: Session): void {
  program
    .command('map')
    .summary('map files of a local format to FHIR, or back')
    .description(
      [
        'Maps the records in files by a mapping (a folder, or the name of one that comes with Samplan). To fhir: one Bundle',
        'a line for each record. To source: Bundles, or lines of Bundles, to one file in the format of the source. What does not come back,',
        'and what was found, is told on standard error, or written to --loss as JSON lines. --explain tells of one place only.',
        'Exits with 1 when a record could not be mapped, or a file has none.',
      ].join(' '),
    )
    .requiredOption('--mapping <name>', 'folder of the mapping, or its name')
    .addOption(new Option('--to <side>', 'which way').choices(['fhir', 'source']).makeOptionMandatory())
    .option('--loss <file>', 'write losses and findings there')
    .option('--explain <pointer>', 'tell only what becomes of this place and what is in it: a JSON pointer')
    .argument('<files...>', 'files to map')
    .addHelpText(
      'after',
      '\nExample:\n  $ samplan map --mapping sampro --to fhir mappings/sampro/examples/ingrid.source.json',
    )
    .action((files: string[], options: MapOptions) => map(session, files, options));
}

async function map(session: Session, files: readonly string[], options: MapOptions): Promise<void> {
  const [{ loadMapping }, { mappingNamed }, { recordFile }] = await Promise.all([
    import('../source/load-mapping.ts'),
    import('./mapping-named.ts'),
    import('../source/record-file.ts'),
  ]);
  const mapping = await loadMapping(mappingNamed(options.mapping));
  if (options.loss !== undefined) await writeFile(options.loss, '');
  const out = recordFile(mapping);
  let failed = false;
  for (const file of files) {
    const ways = options.to === 'fhir' ? toFhir(file, mapping) : toSource(file, mapping, out);
    let count = 0;
    for await (const mapped of ways) {
      count += 1;
      session.terminal.writeBytes(mapped.bytes);
      await tell(session, options, mapped);
      failed ||= hasErrors(mapped.findings);
    }
    if (count > 0) continue;
    failed = true;
    await tell(session, options, fault(sourceFault('source-empty', file, { expected: 'at least one' })));
  }
  if (options.to === 'source') session.terminal.writeBytes(out.end());
  session.end(failed ? EXIT.failed : EXIT.ok);
}

/** What came of a record. */
interface Mapped {
  readonly where: string;
  readonly bytes: Uint8Array;
  /** Pointers into the record, as those of the findings. */
  readonly loss: readonly Loss[];
  readonly findings: readonly Finding[];
  /** Where something in the record stands in the file. */
  placeOf(pointer: string): string;
}

const NOTHING = new Uint8Array();

async function* toFhir(file: string, mapping: LoadedMapping): AsyncGenerator<Mapped> {
  const { readRecords } = await import('../source/read-records.ts');
  for await (const item of readRecords(file, mapping)) {
    if (isFaulty(item)) {
      yield fault(item.fault);
      continue;
    }
    const { resources, loss, findings } = mapping.toRecord(item.value);
    const bundle = { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) };
    const bytes = resources.length > 0 ? Buffer.from(`${JSON.stringify(bundle)}\n`) : NOTHING;
    yield { where: item.where, bytes, loss, findings, placeOf: (pointer) => item.placeOf(pointer) };
  }
}

async function* toSource(file: string, mapping: LoadedMapping, out: RecordFile): AsyncGenerator<Mapped> {
  for (const item of await bundlesIn(file)) {
    if ('fault' in item) {
      yield fault(item.fault);
      continue;
    }
    const { where, resources } = item;
    const { source, loss, findings } = mapping.toSource(resources);
    const bytes = source && !hasErrors(findings) ? out.add(source) : NOTHING;
    const unsaid = bytes ? [] : [mappingFinding('mapping-form-back', '', '')];
    yield {
      where,
      bytes: bytes ?? NOTHING,
      loss,
      findings: [...findings, ...unsaid],
      placeOf: (pointer) => `${where}#${pointer}`,
    };
  }
}

/** What is wrong with the file itself, or with a piece of it. */
function fault(finding: Finding): Mapped {
  const { path } = finding;
  return { where: path, bytes: NOTHING, loss: [], findings: [{ ...finding, path: '' }], placeOf: () => path };
}

async function tell(
  { terminal }: Session,
  { loss: file, explain }: MapOptions,
  { where, loss, findings, placeOf }: Mapped,
): Promise<void> {
  const isAsked = (pointer: string): boolean =>
    explain === undefined || pointer === '' || isWithin(pointer, explain) || isWithin(explain, pointer);
  const lost = loss.filter(({ pointer }) => isAsked(pointer));
  const found = findings.filter(({ path }) => isAsked(path)).map((one) => ({ ...one, path: placeOf(one.path) }));
  if (file !== undefined) {
    if (lost.length + found.length > 0)
      await appendFile(file, `${JSON.stringify({ where, loss: lost, findings: found })}\n`);
    return;
  }
  for (const { pointer, reason } of lost) terminal.complain(`${where} ${pointer}: ${reason}\n`);
  for (const finding of found) {
    const by = finding.element === undefined ? '' : ` (${finding.element})`;
    terminal.complain(`${explainFinding(finding)}${by}\n`);
  }
  if (explain !== undefined && lost.length + found.length === 0)
    terminal.complain(`${where} ${explain}: comes back as it is\n`);
}

/** Of JSON pointers: the place itself, or one in it. */
function isWithin(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`);
}
