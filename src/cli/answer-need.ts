import { readFile } from 'node:fs/promises';
import { Argument, type Command, Option } from 'commander';
import { complaintText } from '../law/complaint.ts';
import { NEED_ANSWERS, type NeedAnswer } from '../law/need-answer.ts';
import type { Language } from '../validation/finding.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { EXIT } from './exit-code.ts';
import { addWishOptions, givenWish, tellsOfWish, type WishOptions } from './given-wish.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';

interface AnswerNeedOptions extends ConfigFileOption, WishOptions {
  readonly reason?: string;
  readonly language: Language;
}

/** `samplan answer-need`: a koordinerende enhet answers a report of need or an application. The reason is in a file: arguments are seen by others. */
export function addAnswerNeed(program: Command, session: Session): void {
  const command = program
    .command('answer-need')
    .summary('answer a report of need or an application')
    .description(
      'Answers, in the name of the controller, a report of need or an application for a plan or a coordinator. The person decides about what is offered. A no has its reason; of a refusal it prints what the person is told of the right to complain. What she wished, and how it was weighed, is kept with the unit.',
    )
    .argument('<case>', 'the id of its Task here')
    .addArgument(new Argument('<answer>', 'offered; declined by the person; refused by the unit').choices(NEED_ANSWERS))
    .addOption(new Option('--reason <file>', 'why it is declined or refused'));
  addWishOptions(command)
    .addOption(
      new Option('--language <language>', 'what the person is told in').choices(['nb', 'nn', 'en']).default('nb'),
    )
    .addOption(configFileOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ samplan answer-need 8c1f7c9e-6a51-4e0c-9c39-0d2c1f1f5a10 refused --reason why.txt',
    )
    .action((task: string, answer: NeedAnswer, options: AnswerNeedOptions) =>
      answerNeed(session, task, answer, options),
    );
}

async function answerNeed(
  session: Session,
  task: string,
  answer: NeedAnswer,
  { reason, language, config, ...options }: AnswerNeedOptions,
): Promise<void> {
  const { terminal } = session;
  const wish = tellsOfWish(options) ? await givenWish(options) : undefined;
  if (typeof wish === 'string') {
    terminal.complain(`samplan: ${wish}\n`);
    return session.end(EXIT.couldNotRun);
  }
  const configuration = await session.configuration(config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const given = {
      answer,
      ...(reason === undefined ? {} : { reason: (await readFile(reason, 'utf8')).trim() }),
      ...(wish === undefined ? {} : { wish }),
    };
    const { complaint } = await session.answerNeed(installation, task.replace(/^Task\//u, ''), given);
    terminal.write(`Answered: ${answer}. The next pass delivers it.\n`);
    if (complaint) terminal.write(`${complaintText(complaint)[language]}\n`);
  } finally {
    await installation.stop();
  }
}
