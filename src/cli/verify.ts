import { type Command, InvalidArgumentError } from 'commander';
import { openAnchorKey } from '../audit/anchor-key.ts';
import { verifyChain } from '../audit/verify-chain.ts';
import { checkDuties } from '../exchange/check-duties.ts';
import type { StoreFinding } from '../store/store-check.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { EXIT } from './exit-code.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';

interface VerifyOptions extends ConfigFileOption {
  readonly all?: true;
  readonly sample: number;
  readonly json?: true;
}

const TEXTS: Readonly<Record<StoreFinding['code'], string>> = {
  'version-missing': 'A version is gone. Keep a copy of the database as it is, and restore a backup.',
  'current-wrong': 'What counts as current is not the newest version. Keep a copy, and restore a backup.',
  'record-behind':
    'The record is said to have moved last before one of its parts did. Keep a copy, and restore a backup.',
  'search-rows-wrong': 'It is not found by what it says: samplan reindex.',
  'duties-wrong': 'What its record makes somebody owe is not told as it stands: samplan reindex.',
};

/** `samplan verify`: whether the store is sound. */
export function addVerify(program: Command, session: Session): void {
  program
    .command('verify')
    .summary('find what is wrong with what is stored')
    .description(
      [
        'Looks whether what is kept twice says the same: versions without gaps, what is current, search rows, duties; and walks the chain of the access log as "samplan audit verify" does. Samplan may run meanwhile.',
        'Exits with 0 when nothing is wrong, 1 when something is, 2 when the check could not run.',
      ].join(' '),
    )
    .option('--all', 'compare the search rows of all resources')
    .option('--sample <count>', 'of how many resources search rows are compared', aCount, 2000)
    .option('--json', 'one JSON object instead of text')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan verify --all')
    .action((options: VerifyOptions) => verify(session, options));
}

async function verify(session: Session, { config, all, sample, json }: VerifyOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const { signingKey, publicKeys } = configuration.audit;
  const keys = [...(signingKey ? [signingKey] : []), ...publicKeys].map(openAnchorKey);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const { store } = installation.context;
    const checked = await store.check(all ? undefined : sample);
    const duties = await checkDuties(installation.context, all ? undefined : sample);
    const report = { ...checked, findings: [...checked.findings, ...duties.findings] };
    const { breaks } = await verifyChain(store, { keys });
    const lines = [
      ...report.findings.map(({ code, place }) => `${place}: ${code}: ${TEXTS[code]}`),
      ...(breaks.length > 0 ? [`${breaks.length} break(s) in the access log: samplan audit verify tells them.`] : []),
      ...(report.findings.length + breaks.length === 0 ? ['Nothing is wrong with what is stored.'] : []),
      `${report.versions} versions of ${report.resources} resources; search rows of ${report.compared} compared${duties.compared === undefined ? '' : `, and duties of ${duties.compared} records`}.`,
    ];
    terminal.write(json ? `${JSON.stringify({ ...report, breaks })}\n` : `${lines.join('\n')}\n`);
    if (report.findings.length + breaks.length > 0) session.end(EXIT.failed);
  } finally {
    await installation.stop();
  }
}

function aCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/u.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(text);
}
