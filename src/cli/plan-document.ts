import { type Command, Option } from 'commander';
import { documentPage } from '../document/document-page.ts';
import type { Language } from '../validation/finding.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';

interface PlanDocumentOptions extends ConfigFileOption {
  readonly language: Language;
  readonly html?: true;
}

/** `samplan plan-document`: an individual plan as a document Bundle, or as a page. */
export function addPlanDocument(program: Command, session: Session): void {
  program
    .command('plan-document')
    .summary('write an individual plan as a document')
    .description(
      'Writes an individual plan as a document to standard output: a FHIR Bundle, or with --html one page that needs nothing else, to read, print or sign. It is the whole plan, as the controller sees it; that it was made is in the access log.',
    )
    .argument('<plan>', 'the id of the CarePlan here')
    .addOption(
      new Option('--language <language>', 'language of the document').choices(['nb', 'nn', 'en']).default('nb'),
    )
    .option('--html', 'a page instead of a Bundle')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan plan-document 5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11 --html')
    .action((plan: string, options: PlanDocumentOptions) => planDocument(session, plan, options));
}

async function planDocument(session: Session, plan: string, options: PlanDocumentOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(options.config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const { publicUrl, host, port } = configuration.http;
    const base = `${publicUrl === '' ? `http://${host.includes(':') ? `[${host}]` : host}:${port}` : publicUrl}/fhir`;
    const bundle = await session.planDocument(installation, plan, { base, language: options.language });
    terminal.write(options.html === true ? documentPage(bundle) : `${JSON.stringify(bundle, undefined, 2)}\n`);
  } finally {
    await installation.stop();
  }
}
