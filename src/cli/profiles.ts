import type { Command } from 'commander';
import type { KnownProfile, Validator } from '../validation/validation.ts';
import { repeatable } from './repeatable.ts';
import type { Session } from './session.ts';
import { textTable } from './text-table.ts';

interface ProfilesOptions {
  readonly package?: readonly string[];
  readonly config?: string;
  readonly json?: true;
}

/** A profile as a program reads it: every key always there. */
interface ListedProfile {
  readonly url: string;
  readonly version: string | null;
  readonly type: string;
  readonly name: string;
  readonly package: string;
  /** What it says that is not checked. */
  readonly unchecked: readonly { readonly element: string; readonly kind: string; readonly reason: string }[];
}

/** `samplan profiles`: the profiles that are loaded, and what of them is not checked. */
export function addProfiles(program: Command, session: Session): void {
  program
    .command('profiles')
    .summary('list the profiles that are loaded')
    .description(
      [
        "Lists Samplan's own profiles, those of profiles/local/<owner>/, those of the configuration when one is named, and those of",
        'the packages given: canonical, version, type, package, and what of each is not checked. Exits with 2 when a package cannot be loaded.',
      ].join(' '),
    )
    .option(
      '--package <path>',
      'profile package: a FHIR package, .tgz, or a folder of conformance resources; may be repeated',
      repeatable,
    )
    .option('--config <file>', 'configuration file whose packages are listed too')
    .option('--json', 'one JSON array instead of a table')
    .addHelpText('after', '\nExample:\n  $ samplan profiles --package ./no-basis-package --json')
    .action((options: ProfilesOptions) => listProfiles(session, options));
}

async function listProfiles(session: Session, options: ProfilesOptions): Promise<void> {
  const configured = options.config === undefined ? [] : (await session.configuration(options.config)).profiles;
  const validator = await session.openValidator([...configured, ...(options.package ?? [])]);
  const profiles = listed(validator);
  session.terminal.write(options.json === true ? `${JSON.stringify(profiles)}\n` : describe(profiles));
}

function listed({ profiles, unchecked }: Validator): readonly ListedProfile[] {
  return profiles.map(({ url, version, type, name, package: from }: KnownProfile) => ({
    url,
    version: version ?? null,
    type,
    name,
    package: from,
    unchecked: unchecked
      .filter(({ profile }) => profile === url)
      .map(({ element, kind, reason }) => ({ element, kind, reason })),
  }));
}

function describe(profiles: readonly ListedProfile[]): string {
  const rows = profiles.map(({ url, version, type, package: from, unchecked }) => [
    url,
    version ?? '',
    type,
    from,
    String(unchecked.length),
  ]);
  const count = profiles.reduce((sum, { unchecked }) => sum + unchecked.length, 0);
  return [
    textTable(['profile', 'version', 'type', 'package', 'not checked'], rows),
    '',
    `${profiles.length} profiles; ${count === 0 ? 'all they say is checked.' : `${count} of what they say is not checked:`}`,
    ...profiles.flatMap(({ url, unchecked }) =>
      unchecked.map(({ element, reason }) => `  ${url} ${element}: ${reason}`),
    ),
    '',
  ].join('\n');
}
