import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Language } from '../validation/finding.ts';
import { type BatchTask, checkBatch } from './check-batch.ts';
import { EXIT } from './exit-code.ts';
import { filesToValidate } from './files-to-validate.ts';
import { runOrdered } from './ordered-workers.ts';
import { openProgress, type Progress } from './progress.ts';
import { repeatable } from './repeatable.ts';
import { requireProfiles } from './require-profiles.ts';
import type { Session } from './session.ts';
import { type Batch, batchesOf, isNdjson } from './validation-batches.ts';
import { openReport, type ReportPart } from './validation-report.ts';

interface ValidateOptions {
  readonly package?: readonly string[];
  readonly profile?: readonly string[];
  readonly format: 'text' | 'json';
  readonly language: Language;
  readonly workers: number;
}

/** From this many files on a person wants to see how far it has come. */
const MANY = 50;
/** Up to this many inputs starting threads costs more than they save. */
const FEW = 200;

/** Built, the worker is JavaScript as this file is. */
const WORKER = import.meta.url.endsWith('.ts')
  ? new URL('./validation-worker.ts', import.meta.url)
  : new URL('./validation-worker.js', import.meta.url);

/** `samplan validate`: FHIR files against R4, Samplan's profiles and packages. Needs no configuration. */
export function addValidate(program: Command, session: Session): void {
  program
    .command('validate')
    .summary('validate FHIR files')
    .description(
      [
        "Validates FHIR R4 resources in JSON against R4 itself, the profiles they claim (meta.profile) from Samplan's own",
        'package, those of profiles/local and those given, and the profiles named here. In folders every .json and .ndjson file',
        'is read, with subfolders; of an NDJSON file (.ndjson, .jsonl) every line is a resource, told as file:line;',
        '.xml files are reported as not valid, because XML comes with a later version.',
        'Exits with 0 when all are valid, 1 when some are not, 2 when it could not run.',
      ].join(' '),
    )
    .argument('<paths...>', 'files and folders')
    .option(
      '--package <path>',
      'profile package: a FHIR package, .tgz, or a folder of conformance resources; may be repeated',
      repeatable,
    )
    .option('--profile <url>', 'profile that every resource must follow; may be repeated', repeatable)
    .addOption(new Option('--format <format>', 'what to print').choices(['text', 'json']).default('text'))
    .addOption(new Option('--language <language>', 'language of messages').choices(['en', 'nb', 'nn']).default('en'))
    .addOption(
      new Option('--workers <number>', `threads for more than ${FEW} resources`)
        .argParser(wholeNumber)
        .default(availableParallelism(), 'one a core'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ samplan validate --package ./no-basis-package --format json plan.json plans/ export.ndjson',
    )
    .action((paths: string[], options: ValidateOptions) => validate(session, paths, options));
}

async function validate(session: Session, paths: readonly string[], options: ValidateOptions): Promise<void> {
  const { terminal } = session;
  const files = await filesToValidate(paths);
  const { package: packages = [], profile: profiles = [], format, language, workers } = options;
  const task: BatchTask = { packages, profiles, format, language };
  // Also where workers do the rest: a broken package or an unknown profile is told before anything starts.
  const validator = await session.openValidator(packages);
  requireProfiles(validator, profiles);

  const report = openReport(task);
  const done = await openDone(session, files);
  const tell = (part: ReportPart, batch: Batch): void => {
    terminal.write(report.add(part));
    done.add(batch);
  };
  terminal.write(report.head);
  const { few, all } = await divide(batchesOf(files), workers);
  try {
    if (few) for await (const batch of all) tell(await checkBatch(batch, validator, task), batch);
    else
      await runOrdered<Batch, ReportPart>(all, {
        script: WORKER,
        count: workers,
        data: task,
        transferOf: (batch) => (batch.kind === 'lines' ? ownBuffer(batch.text) : []),
        onResult: tell,
      });
  } finally {
    done.close();
  }
  terminal.write(report.foot());
  session.end(report.allValid ? EXIT.ok : EXIT.failed);
}

/** What may go over to a worker: small buffers share one memory, which must stay here. */
function ownBuffer({ buffer, byteLength }: Uint8Array): readonly ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}

/** Looks ahead as far as it takes to know whether threads are worth it. */
async function divide(
  batches: AsyncGenerator<Batch>,
  workers: number,
): Promise<{ readonly few: boolean; readonly all: AsyncIterable<Batch> }> {
  const first: Batch[] = [];
  let inputs = 0;
  while (workers > 1 && inputs <= FEW) {
    const next = await batches.next();
    if (next.done === true) break;
    first.push(next.value);
    inputs += next.value.inputs;
  }
  async function* all(): AsyncGenerator<Batch> {
    yield* first;
    yield* batches;
  }
  return { few: inputs <= FEW, all: all() };
}

/** The bar: files where there are only files, else kilobytes, because nobody has counted the lines. */
async function openDone({ terminal }: Session, files: readonly string[]) {
  const ofBytes = files.some(isNdjson);
  const sizes = ofBytes ? await Promise.all(files.map(async (file) => (await stat(file)).size)) : [];
  const total = ofBytes ? Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1024) : files.length;
  const isLong = ofBytes ? total > 1024 : total > MANY;
  const progress: Progress = openProgress(
    isLong ? terminal : { ...terminal, screen: undefined },
    ofBytes ? 'kB' : 'files',
  );
  let done = 0;
  return {
    add: (batch: Batch): void => {
      done += ofBytes ? batch.bytes / 1024 : batch.inputs;
      progress.show(Math.round(done), total, batch.kind === 'files' ? (batch.files[0] ?? '') : batch.file);
    },
    close: () => progress.close(),
  };
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1.');
}
