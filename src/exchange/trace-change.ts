import { auditEvent, type Interaction } from '../audit/audit-event.ts';
import type { Audited } from '../audit/audited.ts';
import { type Activity, provenanceOf } from '../audit/provenance.ts';
import { kindOf } from '../record/kinds.ts';
import { keyOf } from '../record/record.ts';
import type { Write } from '../store/store.ts';
import type { Context } from './context.ts';
import { nextVersion } from './writes.ts';

/** A change of stored resources, as it is traced. */
export interface TracedChange {
  readonly by: Audited;
  readonly interaction: Interaction;
  readonly activity: Activity;
  /** Earlier versions that it was made from. */
  readonly sources?: readonly string[];
  readonly person?: string | undefined;
  readonly writes: readonly Write[];
  readonly at: string;
}

/** Provenance and access-log entry of a change, to be written in the same commit (invariant I7); none for no change. */
export function tracesOf(
  context: Context,
  { by, interaction, activity, sources = [], person, writes, at }: TracedChange,
): readonly Write[] {
  if (writes.length === 0) return [];
  const targets = writes.map(({ resource, version }) => ({ key: keyOf(resource), version }));
  const traces = [
    provenanceOf({ id: context.newId(), at, targets, by, activity, sources }),
    auditEvent({
      id: context.newId(),
      at,
      interaction,
      ...(interaction === 'operation' ? { operation: activity } : {}),
      by,
      controller: context.controller,
      ...(person === undefined ? {} : { person }),
      entities: writes.map(changedAs),
      outcome: 'success',
    }),
  ];
  return traces.map((resource) => nextVersion(resource, undefined, at));
}

function changedAs({ resource, version }: Write): { readonly key: string; readonly kind?: string } {
  const kind = kindOf(resource);
  return { key: `${keyOf(resource)}/_history/${version}`, ...(kind ? { kind } : {}) };
}
