import type { Task } from '@medplum/fhirtypes';
import type { Command } from 'commander';
import { SAMPLAN } from '../record/systems.ts';
import type { SearchQuery, Store } from '../store/store.ts';
import { type ConfigFileOption, configFileOption } from './config-file.ts';
import { openOperatorLog } from './operator-log.ts';
import type { Session } from './session.ts';
import { textTable } from './text-table.ts';

/** Statuses of a Task that waits for a decision. */
const OPEN = ['requested', 'received', 'accepted', 'ready', 'in-progress', 'on-hold'];

const QUERY: SearchQuery = {
  type: 'Task',
  filters: [
    { kind: 'token', name: 'code', values: [{ system: SAMPLAN.conflictKind }] },
    { kind: 'token', name: 'status', values: OPEN.map((code) => ({ code })) },
  ],
  count: 200,
};

/** `samplan conflicts`: what waits for a person to decide. Which element, never its values. */
export function addConflicts(program: Command, session: Session): void {
  program
    .command('conflicts')
    .summary('list the open conflicts')
    .description(
      'Lists what waits for a decision: the Task that carries it, its kind, the element, the partner. Values are not shown here: GET /fhir/Task/ID has them.',
    )
    .addOption(configFileOption())
    .addHelpText('after', '\nExample:\n  $ samplan conflicts --config samplan.yaml')
    .action((options: ConfigFileOption) => conflicts(session, options));
}

async function conflicts(session: Session, options: ConfigFileOption): Promise<void> {
  const { terminal } = session;
  const configuration = await session.configuration(options.config);
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  try {
    const rows: string[][] = [];
    for await (const task of openConflicts(installation.context.store)) rows.push(rowOf(task));
    terminal.write(
      rows.length === 0
        ? 'No open conflicts.\n'
        : `${textTable(['task', 'kind', 'element', 'partner'], rows)}\n\nDecide one with "samplan resolve TASK --take record" or "--take partner"; a candidate also with "--as sub-plan" or "--as merge".\n`,
    );
  } finally {
    await installation.stop();
  }
}

async function* openConflicts(store: Store): AsyncGenerator<Task> {
  let after: string | undefined;
  do {
    const page = await store.search(after === undefined ? QUERY : { ...QUERY, after });
    for (const { resource } of page.resources) if (resource.resourceType === 'Task') yield resource;
    after = page.next;
  } while (after !== undefined);
}

function rowOf(task: Task): string[] {
  const input = (code: string): string =>
    task.input?.find(({ type }) =>
      type.coding?.some((coding) => coding.system === SAMPLAN.conflictInput && coding.code === code),
    )?.valueString ?? '';
  const kind = task.code?.coding?.find(({ system }) => system === SAMPLAN.conflictKind)?.code ?? '';
  return [task.id ?? '', kind, input('element') || (task.focus?.reference ?? ''), input('partner')];
}
