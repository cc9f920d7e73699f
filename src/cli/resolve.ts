import { type Command, Option } from 'commander';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Decided, Session } from './session.ts';

interface ResolveOptions extends ConfigFileOption {
  readonly take?: 'record' | 'partner';
  readonly as?: 'sub-plan' | 'merge' | 'replaced';
}

const DECIDED = {
  'sub-plan': 'the candidate is a sub-plan',
  merge: 'the candidate is merged into the plan of the record',
  replaced: 'the plan of the record replaces the candidate',
} as const;

/** `samplan resolve`: decides a conflict. */
export function addResolve(program: Command, session: Session): void {
  program
    .command('resolve')
    .summary('decide a conflict')
    .description(
      'Decides a conflict: the value of the record stands, or that of the partner. Of a proposal to end a part, record lets it go on and partner ends it. Of two plans for one person (candidate), the one that is taken replaces the other; or the candidate becomes a sub-plan, or is merged into the record’s plan. The next pass delivers it.',
    )
    .argument('<task>', 'the conflict: first column of "samplan conflicts"')
    .addOption(new Option('--take <side>', 'whose value stands').choices(['record', 'partner']))
    .addOption(
      new Option('--as <way>', 'what becomes of a candidate; replaced is the same as --take record')
        .choices(['sub-plan', 'merge', 'replaced'])
        .conflicts('take'),
    )
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan resolve 8c1f7c9e-6a51-4e0c-9c39-0d2c1f1f5a10 --take partner')
    .action((task: string, options: ResolveOptions, command: Command) => {
      const { take, as } = options;
      const decision: Decided | undefined = take ? { take } : as && { as };
      if (!decision)
        command.error("error: required option '--take <side>' or '--as <way>' not specified", {
          code: 'commander.missingMandatoryOptionValue',
        });
      return resolve(session, task, decision, options);
    });
}

async function resolve(session: Session, task: string, decision: Decided, options: ResolveOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(options.config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    await session.decide(installation, task.replace(/^Task\//, ''), decision);
    const what = 'take' in decision ? `the value of the ${decision.take} stands` : DECIDED[decision.as];
    terminal.write(`Decided: ${what}. The next pass delivers it.\n`);
  } finally {
    await installation.stop();
  }
}
