import type { Command } from 'commander';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { configurationPage } from './configuration-page.ts';
import { explainFinding } from './explain-error.ts';
import type { Session } from './session.ts';

interface ConfigurationOptions extends ConfigFileOption {
  readonly markdown?: true;
}

/** `samplan configuration`: checks the configuration file, or prints its documentation. */
export function addConfiguration(program: Command, session: Session): void {
  program
    .command('configuration')
    .summary('check the configuration, or print its documentation')
    .description(
      'Checks the configuration file, or that of a host with those of its tenants, and starts nothing. With --markdown prints docs/configuration.md.',
    )
    .option('--markdown', 'print the page about every setting')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan configuration --config samplan.yaml')
    .action((options: ConfigurationOptions) => configuration(session, options));
}

async function configuration(session: Session, options: ConfigurationOptions): Promise<void> {
  const { terminal } = session;
  if (options.markdown === true) {
    terminal.write(configurationPage());
    return;
  }
  const host = await session.host(options.config);
  if (host) {
    for (const warning of host.warnings) terminal.complain(`${explainFinding(warning)}\n`);
    terminal.write(`${host.file} is in order. Tenants: ${host.tenants.map(({ name }) => name).join(', ')}.\n`);
    return;
  }
  const { file, partners, warnings } = await session.configuration(options.config);
  for (const warning of warnings) terminal.complain(`${explainFinding(warning)}\n`);
  terminal.write(`${file} is in order. Partners: ${partners.map(({ name }) => name).join(', ') || 'none'}.\n`);
}
