import type { Command } from 'commander';
import type { KeptSubscription } from '../store/subscription-memory.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';
import { textTable } from './text-table.ts';

interface SubscriptionsOptions extends ConfigFileOption {
  readonly json?: true;
}

/** `samplan subscriptions`: who is notified of what, how far it has come, and which endpoints do not answer. */
export function addSubscriptions(program: Command, session: Session): void {
  program
    .command('subscriptions')
    .summary('list who is notified of what, and which endpoints do not answer')
    .description(
      'Lists every subscription with its endpoint, its status, and how many events its endpoint has not taken. docs/operating.md#subscribers says what to do about one that fails.',
    )
    .option('--json', 'one JSON object a line instead of a table')
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan subscriptions')
    .action((options: SubscriptionsOptions) => subscriptions(session, options));
}

async function subscriptions(session: Session, { json, config }: SubscriptionsOptions): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const kept = await installation.context.store.subscriptions();
    terminal.write(json === true ? kept.map(lineOf).join('') : tableOf(kept));
  } finally {
    await installation.stop();
  }
}

function lineOf(kept: KeptSubscription): string {
  const { id, organization, status, numbered, delivered, attempts, failure, failingSince, nextAttempt } = kept;
  const line = {
    ...{ id, organization, topic: topicOf(kept), endpoint: originOf(kept), status },
    ...{ events: numbered, waiting: numbered - delivered, attempts },
    ...{ failure: failure ?? null, since: failingSince ?? null, nextAttempt: nextAttempt ?? null },
  };
  return `${JSON.stringify(line)}\n`;
}

function tableOf(kept: readonly KeptSubscription[]): string {
  if (kept.length === 0) return 'Nobody subscribes.\n';
  const rows = kept.map((one) => {
    const { id, organization, status, numbered, delivered, failure = '', failingSince = '' } = one;
    const waiting = String(numbered - delivered);
    return [id, organization, topicOf(one), originOf(one), status, String(numbered), waiting, failure, failingSince];
  });
  const headings = ['subscription', 'organization', 'topic', 'endpoint', 'status', 'events', 'waiting', 'failure'];
  return `${textTable([...headings, 'since'], rows)}\n`;
}

function topicOf({ resource }: KeptSubscription): string {
  return resource.criteria.slice(resource.criteria.lastIndexOf('/') + 1);
}

/** What stands after the host may be a secret. */
function originOf({ resource }: KeptSubscription): string {
  const { endpoint = '' } = resource.channel;
  return URL.canParse(endpoint) ? new URL(endpoint).origin : '';
}
