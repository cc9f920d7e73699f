import type { Stored } from '../store/store.ts';
import type { Context } from './context.ts';
import { auditRead } from './trace-access.ts';

/**
 * Traces that the controller takes all that is stored, or one record, out of the store or into it. An export is traced before the first byte is written
 * (pjl § 22).
 *
 * @param counts how much of what
 * @param patient whose record it is; absent: everybody's
 * @example
 * await traceArchive(context, 'export', { records: 12 });
 */
export async function traceArchive(
  context: Pick<Context, 'store' | 'controller' | 'now' | 'newId'>,
  operation: 'export' | 'import' | 'backup' | 'restore',
  counts: Readonly<Record<string, number>>,
  patient?: Stored,
): Promise<void> {
  const query = Object.entries(counts)
    .map(([name, count]) => `${name}=${count}`)
    .join('&');
  const { controller } = context;
  await auditRead(context, controller, {
    interaction: 'operation',
    operation,
    resources: patient ? [patient] : [],
    query,
  });
}
