import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { openAnchorKey } from '../audit/anchor-key.ts';
import { type ChainBreak, type ChainReport, type NotedAnchor, verifyChain } from '../audit/verify-chain.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { EXIT } from './exit-code.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';

interface VerifyOptions extends ConfigFileOption {
  readonly noted?: NotedAnchor;
  readonly key?: readonly string[];
  readonly json?: true;
}

const TEXTS: Readonly<Record<ChainBreak['kind'], string>> = {
  'entry-changed': 'An entry is not what was written.',
  'entry-missing': 'An entry is gone.',
  'entry-added': 'An entry stands where none was written.',
  'entry-moved': 'An entry stands in another place than it was written in.',
  'segment-cut': 'The end of a closed segment is gone.',
  'segment-missing': 'A whole segment is gone.',
  'anchor-changed': 'An anchor is not what was written.',
  'anchor-missing': 'An anchor is gone.',
  'cut-changed': 'What retention took out is not what it says.',
  'signature-wrong': 'The signature of an anchor, or of what retention took out, does not fit it.',
  'signature-missing': 'An anchor, or what retention took out, is not signed, though others are.',
  'key-unknown':
    'An anchor is signed with a key that is not among those given: name its public key with --key or audit.publicKeys.',
};

/** `samplan audit`: looks after the access log. */
export function addAudit(program: Command, session: Session): void {
  const audit = program
    .command('audit')
    .summary('look after the access log')
    .description('Looks after the access log.')
    .addHelpText('after', '\nExample:\n  $ samplan audit verify');
  audit
    .command('verify')
    .summary('find what somebody changed in the access log')
    .description(
      [
        'Walks the hash chain of the access log, every entry and every anchor, and tells what was changed, taken out, put in or moved, the first in each segment.',
        'Signatures are checked with the key of the configuration and those named. Note the newest anchor somewhere else: later, --noted finds that everything after it was cut.',
        'Exits with 0 when nothing is wrong, 1 when something is, 2 when the check could not run.',
      ].join(' '),
    )
    .option('--noted <number:hash>', 'an anchor that must still be there', notedAnchor)
    .option('--key <file...>', 'public keys (PEM) that anchors may be signed with, besides those of the configuration')
    .option('--json', 'one JSON object instead of text')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan audit verify --key audit-2025.pem')
    .action((options: VerifyOptions) => verify(session, options));
}

async function verify(session: Session, { config, noted, key = [], json }: VerifyOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const { signingKey, publicKeys } = configuration.audit;
  const named = await Promise.all(key.map((file) => readFile(file, 'utf8')));
  const keys = [...(signingKey ? [signingKey] : []), ...publicKeys, ...named].map(openAnchorKey);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const report = await verifyChain(installation.context.store, { keys, noted });
    terminal.write(json ? `${JSON.stringify(report)}\n` : describe(report, keys.length > 0));
    if (report.breaks.length > 0) session.end(EXIT.failed);
  } finally {
    await installation.stop();
  }
}

function describe(report: ChainReport, hasKeys: boolean): string {
  const { entries, cut, segments, anchors, signed, open, before, newest, breaks } = report;
  const lines = [
    ...breaks.map((one) => `${placeOf(one)}: ${TEXTS[one.kind]}`),
    breaks.length === 0 ? 'Nothing is wrong with the access log.' : `\n${breaks.length} break(s) in the access log.`,
    `${entries} entries in ${segments} segments, ${anchors} of them closed, ${signed} signed; ${open} entries in segments that are open.`,
    ...(cut > 0 ? [`The content of ${cut} of them is gone: retention took it out.`] : []),
    ...(before > 0 ? [`${before} entries are older than the chain.`] : []),
    ...(signed < anchors
      ? [
          `${anchors - signed} anchors are not signed: who can write the database can write them anew. Set audit.keyFile.`,
        ]
      : []),
    ...(signed > 0 && !hasKeys ? ['Signatures were not checked: no key was given.'] : []),
    ...(newest ? [`Newest anchor, to note somewhere else: ${newest.number}:${newest.hash}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function placeOf({ chain, segment, position, entry, anchor }: ChainBreak): string {
  return [
    ...(chain === undefined ? [] : [`process ${chain}, segment ${segment}`]),
    ...(position === undefined ? [] : [`entry ${position}`]),
    ...(entry === undefined ? [] : [`AuditEvent/${entry}`]),
    ...(anchor === undefined ? [] : [`anchor ${anchor}`]),
  ].join(', ');
}

function notedAnchor(text: string): NotedAnchor {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/u.exec(text) ?? [];
  if (!number || !hash)
    throw new InvalidArgumentError('As "samplan audit verify" told it: a number, a colon, 64 hexadecimal digits.');
  return { number: Number(number), hash };
}
