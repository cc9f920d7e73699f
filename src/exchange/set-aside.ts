import { auditEvent } from '../audit/audit-event.ts';
import type { Fence } from '../store/store.ts';
import type { Finding } from '../validation/finding.ts';
import type { Admission } from './admission.ts';
import type { Context } from './context.ts';
import type { Incoming } from './incoming.ts';
import { nextVersion } from './writes.ts';

/**
 * Keeps what could not be admitted, whole and with its findings, outside every record. The link is blocked until the
 * partner sends something better; everyone else's plans flow on.
 */
export async function setAside(
  context: Context,
  { partner, person, identifiers, resources }: Incoming,
  findings: readonly Finding[],
  fence: Fence,
): Promise<Admission> {
  const at = context.now();
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const earlier = await context.store.setAside(partner.name, person);
  await context.store.commit({
    fence,
    setAside: [{ partner: partner.name, person, resources, findings, since: earlier?.since ?? at }],
    links: [
      { person, partner: partner.name, standing: 'blocked', attempts: 0, ...(first ? { reason: first.rule } : {}) },
    ],
    identifiers: identifiers.map((identifier) => ({ ...identifier, person })),
    seen: resources.map(({ type, peerId, version }) => ({ partner: partner.name, type, peerId, version })),
    writes: [
      nextVersion(
        auditEvent({
          id: context.newId(),
          at,
          interaction: 'set-aside',
          by: partner,
          controller: context.controller,
          entities: [],
          outcome: 'refused',
          ...(first ? { reason: first.rule } : {}),
        }),
        undefined,
        at,
      ),
    ],
  });
  return { outcome: 'set-aside', findings: errors };
}
