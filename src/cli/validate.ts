import { type Command, Option } from 'commander';
import type { Language } from '../validation/finding.ts';
import { checkFile } from './check-file.ts';
import { EXIT } from './exit-code.ts';
import { filesToValidate } from './files-to-validate.ts';
import { openProgress } from './progress.ts';
import { requireProfiles } from './require-profiles.ts';
import type { Session } from './session.ts';
import { jsonReport, textReport } from './validation-report.ts';

interface ValidateOptions {
  readonly package?: readonly string[];
  readonly profile?: readonly string[];
  readonly format: 'text' | 'json';
  readonly language: Language;
}

/** From this many files on a person wants to see how far it has come. */
const MANY = 50;

/** `samplan validate`: FHIR files against R4, Samplan's profiles and packages. Needs no configuration. */
export function addValidate(program: Command, session: Session): void {
  program
    .command('validate')
    .summary('validate FHIR files')
    .description(
      [
        "Validates FHIR R4 resources in JSON against R4 itself, the profiles they claim (meta.profile) from Samplan's own",
        'package and those given, and the profiles named here. In folders every .json file is read, with subfolders;',
        '.xml files are reported as not valid, because XML comes with a later version.',
        'Exits with 0 when all are valid, 1 when some are not, 2 when it could not run.',
      ].join(' '),
    )
    .argument('<paths...>', 'files and folders')
    .option('--package <path>', 'profile package: a folder of conformance resources; may be repeated', collect)
    .option('--profile <url>', 'profile that every resource must follow; may be repeated', collect)
    .addOption(new Option('--format <format>', 'what to print').choices(['text', 'json']).default('text'))
    .addOption(new Option('--language <language>', 'language of messages').choices(['en', 'nb', 'nn']).default('en'))
    .addHelpText(
      'after',
      '\nExample:\n  $ samplan validate --package ./no-basis-package --format json plan.json plans/',
    )
    .action((paths: string[], options: ValidateOptions) => validate(session, paths, options));
}

async function validate(session: Session, paths: readonly string[], options: ValidateOptions): Promise<void> {
  const { terminal } = session;
  const files = await filesToValidate(paths);
  const validator = await session.openValidator(options.package ?? []);
  const profiles = options.profile ?? [];
  requireProfiles(validator, profiles);

  const report = options.format === 'json' ? jsonReport(options.language) : textReport(options.language);
  const progress = openProgress(files.length > MANY ? terminal : { ...terminal, screen: undefined }, 'files');
  let allValid = true;
  terminal.write(report.head);
  for (const [index, file] of files.entries()) {
    progress.show(index, files.length, file);
    const checked = await checkFile(file, validator, profiles);
    allValid &&= checked.valid;
    terminal.write(report.entry(checked));
  }
  progress.close();
  terminal.write(report.foot());
  session.end(allValid ? EXIT.ok : EXIT.failed);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
