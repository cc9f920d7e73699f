import { appendFile, readFile, writeFile } from 'node:fs/promises';
import type { Resource } from '@medplum/fhirtypes';
import { type Command, Option } from 'commander';
import type { Loss } from '../mapping/loss.ts';
import { isObject, type JsonObject } from '../record/json.ts';
import type { LoadedMapping } from '../source/load-mapping.ts';
import { isFaulty } from '../source/source-record.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
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
        'a line for each record. To source: Bundles, or lines of Bundles, to the format of the source. What does not come back,',
        'and what was found, is told on standard error, or written to --loss as JSON lines. --explain tells of one place only.',
        'Exits with 1 when a record could not be mapped.',
      ].join(' '),
    )
    .requiredOption('--mapping <name>', 'folder of the mapping, or its name')
    .addOption(new Option('--to <side>', 'which way').choices(['fhir', 'source']).makeOptionMandatory())
    .option('--loss <file>', 'write losses and findings there')
    .option('--explain <pointer>', 'tell only what becomes of this place: a JSON pointer, or the beginning of one')
    .argument('<files...>', 'files to map')
    .addHelpText(
      'after',
      '\nExample:\n  $ samplan map --mapping sampro --to fhir mappings/sampro/examples/ingrid.source.json',
    )
    .action((files: string[], options: MapOptions) => map(session, files, options));
}

async function map(session: Session, files: readonly string[], options: MapOptions): Promise<void> {
  const [{ loadMapping }, { mappingNamed }] = await Promise.all([
    import('../source/load-mapping.ts'),
    import('./mapping-named.ts'),
  ]);
  const mapping = await loadMapping(mappingNamed(options.mapping));
  if (options.loss !== undefined) await writeFile(options.loss, '');
  const told = (where: string, loss: readonly Loss[], findings: readonly Finding[]) =>
    tell(session, options, where, loss, findings);
  let failed = false;
  for (const file of files) {
    const ways = options.to === 'fhir' ? toFhir(file, mapping) : toSource(file, mapping);
    for await (const { where, text, loss, findings } of ways) {
      session.terminal.write(text);
      await told(where, loss, findings);
      failed ||= hasErrors(findings);
    }
  }
  session.end(failed ? EXIT.failed : EXIT.ok);
}

interface Mapped {
  readonly where: string;
  readonly text: string;
  readonly loss: readonly Loss[];
  readonly findings: readonly Finding[];
}

async function* toFhir(file: string, mapping: LoadedMapping): AsyncGenerator<Mapped> {
  const { readRecords } = await import('../source/read-records.ts');
  for await (const item of readRecords(file, mapping)) {
    if (isFaulty(item)) {
      yield { where: item.fault.path, text: '', loss: [], findings: [item.fault] };
      continue;
    }
    const { resources, loss, findings } = mapping.toRecord(item.value);
    const bundle = { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) };
    const placed = findings.map((finding) => ({ ...finding, path: item.placeOf(finding.path) }));
    const text = resources.length > 0 ? `${JSON.stringify(bundle)}\n` : '';
    yield { where: item.where, text, loss, findings: placed };
  }
}

async function* toSource(file: string, mapping: LoadedMapping): AsyncGenerator<Mapped> {
  const { writeRecord } = await import('../source/write-record.ts');
  for (const { where, resources } of recordsIn(await readFile(file, 'utf8'), file)) {
    const { source, loss, findings } = mapping.toSource(resources);
    const text = source && !hasErrors(findings) ? writeRecord(source, mapping.document.source, mapping.schema) : '';
    const placed = findings.map((finding) => ({ ...finding, path: `${where}#${finding.path}` }));
    yield { where, text, loss, findings: placed };
  }
}

/** A Bundle, a list of resources, `{ "resources": [...] }` as examples have it, or a line of one of these for each record. */
function recordsIn(
  text: string,
  file: string,
): readonly { readonly where: string; readonly resources: readonly Resource[] }[] {
  const whole = parsed(text);
  if (whole !== undefined) return [{ where: file, resources: resourcesIn(whole) }];
  return text.split('\n').flatMap((line, index) => {
    const value = line.trim() === '' ? undefined : (JSON.parse(line) as unknown);
    return value === undefined ? [] : [{ where: `${file}:${index + 1}`, resources: resourcesIn(value) }];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function resourcesIn(value: unknown): readonly Resource[] {
  if (Array.isArray(value)) return value as readonly Resource[];
  if (!isObject(value)) return [];
  const { entry, resources } = value;
  if (Array.isArray(resources)) return resources as unknown as readonly Resource[];
  if (Array.isArray(entry)) {
    return (entry as readonly JsonObject[]).flatMap(({ resource }) => (isObject(resource) ? [resource as never] : []));
  }
  return value['resourceType'] === undefined ? [] : [value as never];
}

async function tell(
  { terminal }: Session,
  { loss: file, explain }: MapOptions,
  where: string,
  loss: readonly Loss[],
  findings: readonly Finding[],
): Promise<void> {
  const isAsked = (pointer: string): boolean => explain === undefined || pointer.includes(explain);
  const lost = loss.filter(({ pointer }) => isAsked(pointer));
  const found = findings.filter(({ path }) => isAsked(path));
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
