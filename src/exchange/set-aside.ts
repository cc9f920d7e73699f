import { isDeepStrictEqual } from 'node:util';
import { auditEvent } from '../audit/audit-event.ts';
import type { Fence, SetAside } from '../store/store.ts';
import type { Finding } from '../validation/finding.ts';
import type { Admission } from './admission.ts';
import { atOnce } from './at-once.ts';
import { recordChange } from './commit-admission.ts';
import type { Context, Partner } from './context.ts';
import type { Incoming } from './incoming.ts';
import type { Restriction } from './restrict.ts';
import { nextVersion } from './writes.ts';

/**
 * Keeps what could not be admitted, whole and with its findings, outside every record. The link is blocked until the
 * partner sends something better; everyone else's plans flow on.
 *
 * @param restriction consents among it that restrict: they take effect in the same commit
 */
export async function setAside(
  context: Context,
  { partner, person, identifiers, resources }: Incoming,
  findings: readonly Finding[],
  fence: Fence,
  restriction?: Restriction,
): Promise<Admission> {
  const at = context.now();
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const earlier = await context.store.setAside(partner.name, person);
  const { seq: recordSeq } = await context.store.record(person);
  const entry: SetAside = {
    partner: partner.name,
    person,
    resources,
    findings,
    since: earlier?.since ?? at,
    recordSeq,
    ...(earlier?.candidates ? { candidates: earlier.candidates } : {}),
  };
  // Looked at again, and nothing new.
  if (!restriction && isDeepStrictEqual(earlier, asStored(entry))) return { outcome: 'set-aside', findings: errors };
  const restricted: Partial<ReturnType<typeof recordChange>> = restriction
    ? recordChange(context, partner, restriction.loaded, restriction.parts, restriction.change, at)
    : {};
  const consequence = await consequenceOf(context, partner, restriction, at);
  await context.store.commit({
    ...restricted,
    counterparts: [...consequence.counterparts, ...(restricted.counterparts ?? [])],
    fence,
    setAside: [entry],
    links: [
      { person, partner: partner.name, standing: 'blocked', attempts: 0, ...(first ? { reason: first.rule } : {}) },
      ...consequence.links,
    ],
    identifiers: identifiers.map((identifier) => ({ ...identifier, person })),
    seen: resources.map(({ type, peerId, version }) => ({ partner: partner.name, type, peerId, version })),
    writes: [
      ...(restricted.writes ?? []),
      nextVersion(
        auditEvent({
          id: context.newId(),
          at,
          interaction: 'set-aside',
          by: partner,
          controller: context.controller,
          person,
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

async function consequenceOf(
  context: Context,
  partner: Partner,
  restriction: Restriction | undefined,
  at: string,
): ReturnType<typeof atOnce> {
  if (!restriction) return { counterparts: [], links: [] };
  const { after, changed } = restriction.change;
  return atOnce(context, { after, changed: changed.values(), at }, partner.name);
}

function asStored(entry: SetAside): unknown {
  return JSON.parse(JSON.stringify(entry));
}
