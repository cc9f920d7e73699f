import { writeFile } from 'node:fs/promises';
import type { Bundle } from '@medplum/fhirtypes';
import { type Command, Option } from 'commander';
import { archiveTexts } from '../archive/archive-texts.ts';
import { SamplanError } from '../errors.ts';
import type { Language } from '../validation/finding.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';

interface PlanDocumentOptions extends ConfigFileOption {
  readonly language: Language;
  readonly format: keyof typeof FORMATS;
  readonly out?: string;
}

/** A document as bytes, in each form that it has. What makes them is loaded when it is asked for. */
const FORMATS = {
  json: async (document: Bundle) => encoded(`${JSON.stringify(document, undefined, 2)}\n`),
  html: async (document: Bundle) => {
    const { documentPage } = await import('../document/document-page.ts');
    return encoded(documentPage(document));
  },
  pdf: async (document: Bundle) => {
    const { printPlanDocument } = await import('../compose/print.ts');
    return printPlanDocument(document);
  },
} as const satisfies Readonly<Record<string, (document: Bundle) => Promise<Uint8Array>>>;

/** `samplan plan-document`: an individual plan as a document Bundle, a page or a PDF. */
export function addPlanDocument(program: Command, session: Session): void {
  program
    .command('plan-document')
    .summary('write an individual plan as a document')
    .description(
      'Writes an individual plan as a document: a FHIR Bundle, one page that needs nothing else, or a PDF, to read, print or sign. It is the whole plan, as the controller sees it; that it was made is in the access log.',
    )
    .argument('<plan>', 'the id of the CarePlan here')
    .addOption(
      new Option('--language <language>', 'language of the document').choices(['nb', 'nn', 'en']).default('nb'),
    )
    .addOption(new Option('--format <format>', 'form of the document').choices(Object.keys(FORMATS)).default('json'))
    .option('--out <file>', 'a file that is not there yet (default: standard output)')
    .addOption(configFileOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ samplan plan-document 5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11 --format pdf --out plan.pdf',
    )
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
    const bytes = await FORMATS[options.format](bundle);
    if (options.out === undefined) terminal.writeBytes(bytes);
    else await writeNew(options.out, bytes);
  } finally {
    await installation.stop();
  }
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** For who wrote it alone. */
async function writeNew(file: string, bytes: Uint8Array): Promise<void> {
  await writeFile(file, bytes, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST'
      ? new SamplanError('bad-parameter', archiveTexts.fileThere, { where: '--out' })
      : error;
  });
}
