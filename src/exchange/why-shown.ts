import type { AuditedResource } from '../audit/audit-entities.ts';
import type { Audited } from '../audit/audited.ts';
import { decide } from '../consent/decide.ts';
import { decideForReader } from '../consent/reader.ts';
import type { Context } from './context.ts';
import { loadRecord } from './load-record.ts';
import { isController } from './may-reach.ts';

/** Why a caller may see a part of a record, by `Type/id`: nothing to say of the controller, who answers for it. */
export async function whyShown(
  context: Pick<Context, 'store' | 'controller'>,
  caller: Audited,
  person: string | undefined,
  at: string,
): Promise<(key: string) => Pick<AuditedResource, 'reason' | 'basis'>> {
  if (person === undefined || isController(context, caller)) return () => ({});
  const { isHerself, emergency } = caller;
  const { record } = await loadRecord(context.store, person);
  return (key) => {
    const part = record.parts.get(key);
    if (!part) return {};
    const { reason, legalBasis } = isHerself
      ? decideForReader(record, part, { as: 'person' }, at)
      : decide(record, part, caller, emergency ? 'emergency' : 'coordination', at);
    return { reason, basis: [legalBasis] };
  };
}
