import { type Command, Option } from 'commander';
import type { Preview, PreviewedChange } from '../exchange/preview-change.ts';
import type { KnownProfile, Validator } from '../validation/validation.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { EXIT } from './exit-code.ts';
import { openOperatorLog } from './operator-log.ts';
import { openProgress } from './progress.ts';
import { repeatable } from './repeatable.ts';
import { requireProfiles } from './require-profiles.ts';
import type { Session } from './session.ts';
import { textTable } from './text-table.ts';

interface PreviewOptions extends ConfigFileOption {
  readonly package?: readonly string[];
  readonly profile?: readonly string[];
  readonly mapping?: string;
  readonly name?: string;
  readonly json?: true;
}

/** Ids on a line of text; JSON has more of them. */
const SHOWN = 5;

/** `samplan preview`: what a package or a mapping would change, before it is switched on. */
export function addPreview(program: Command, session: Session): void {
  program
    .command('preview')
    .summary('show what a profile package, or a mapping, would change')
    .description(
      [
        'Validates every stored record and the directory with the packages given beside those that are loaded, and shows how many',
        'resources would become not valid, or valid, by rule and profile, with their ids: with the packages only loaded, and with',
        'each of their profiles required of every resource of its type (or only those named with --profile).',
        'With --mapping: maps every record both ways by that mapping and by the one that it would replace, as the partners that use',
        'it would be sent it and as their last files would come in, and counts what comes to something else, and where.',
        'Changes nothing; an AuditEvent says that it was done. Exits with 1 when the packages, or a profile named, would make something',
        'not valid, or the mapping would have a record set aside or not written.',
      ].join(' '),
    )
    .option('--package <path>', 'profile package to try; may be repeated', repeatable)
    .option('--profile <url>', 'profile to try as required; may be repeated', repeatable)
    .addOption(new Option('--mapping <path>', 'folder of a mapping to try').conflicts(['package', 'profile']))
    .addOption(
      new Option(
        '--name <name>',
        'the mapping that it would replace; without, the one with the name of its folder',
      ).conflicts(['package', 'profile']),
    )
    .option('--json', 'one JSON object instead of tables')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan preview --package ./fjordvik-profiles-2.0.tgz --config samplan.yaml')
    .action(async (options: PreviewOptions, command: Command) => {
      const { package: packages, mapping, name } = options;
      if (mapping !== undefined) {
        const { previewOfMapping } = await import('./preview-mapping.ts');
        return previewOfMapping(session, { ...options, mapping, ...(name === undefined ? {} : { name }) });
      }
      if (packages) return preview(session, { ...options, package: packages });
      return command.error("error: required option '--package <path>' or '--mapping <path>' not specified", {
        code: 'commander.missingMandatoryOptionValue',
      });
    });
}

async function preview(
  session: Session,
  options: PreviewOptions & { readonly package: readonly string[] },
): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(options.config);
  const next = await session.openValidator([...configuration.profiles, ...options.package]);
  requireProfiles(next, options.profile ?? []);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  const progress = openProgress(terminal, 'records');
  try {
    const { previewChange } = await import('../exchange/preview-change.ts');
    const found = await previewChange(installation.context, next, {
      profiles: options.profile ?? newProfiles(installation.context.validator, next),
      onProgress: ({ done, total }) => progress.show(done, total, ''),
    });
    progress.close();
    terminal.write(options.json === true ? `${JSON.stringify(found)}\n` : describe(found));
    const counted = [found.loaded, ...(options.profile === undefined ? [] : Object.values(found.required))];
    session.end(counted.some(({ newlyInvalid }) => newlyInvalid > 0) ? EXIT.failed : EXIT.ok);
  } finally {
    progress.close();
    await installation.stop();
  }
}

/** Profiles that the packages bring or change. Extensions and data types are asked for by those that use them. */
function newProfiles(current: Validator, next: Validator): readonly string[] {
  const keyOf = ({ url, version, package: name }: KnownProfile): string => [url, version, name].join(' ');
  const known = new Set(current.profiles.map(keyOf));
  return next.profiles
    .filter((profile) => !known.has(keyOf(profile)) && profile.kind === 'resource')
    .map(({ url }) => url);
}

function describe({ records, resources, loaded, required }: Preview): string {
  return [
    `${resources} resources looked at, of ${records} records and the directory.`,
    '',
    'With the packages loaded:',
    ...describeChange(loaded),
    ...Object.entries(required).flatMap(([profile, change]) => [
      '',
      `With ${profile} required of every resource of its type:`,
      ...describeChange(change),
    ]),
    '',
  ].join('\n');
}

function describeChange({ newlyInvalid, newlyValid, rules }: PreviewedChange): readonly string[] {
  const total = `  ${newlyInvalid} would become not valid, ${newlyValid} valid.`;
  if (rules.length === 0) return [total];
  const rows = rules.map(({ rule, profile, newlyBroken, newlyKept, resources }) => [
    `  ${rule}${profile === undefined ? '' : ` of ${profile}`}`,
    String(newlyBroken),
    String(newlyKept),
    resources.slice(0, SHOWN).join(' ') + (newlyBroken + newlyKept > SHOWN ? ' …' : ''),
  ]);
  return [total, textTable(['  rule', 'newly broken', 'newly kept', 'for example'], rows)];
}
