import type { Resource } from '@medplum/fhirtypes';
import { consentKind } from '../consent/kind.ts';
import { isStricter, protectionOf } from '../record/address-protection.ts';
import { hasErrors } from '../validation/finding.ts';
import type { Context, Partner } from './context.ts';
import type { Translated } from './incoming.ts';
import type { LoadedRecord } from './load-record.ts';
import { type Change, weigh } from './weigh.ts';

/** What restricts, taken out of what is set aside. */
export interface Restriction {
  readonly loaded: LoadedRecord;
  readonly parts: readonly Translated[];
  readonly change: Change;
}

/**
 * What of a set-aside takes effect all the same: withdrawals, refusals and oppositions (pbrl § 4-1, § 5-3), and a
 * protection of the address that is stricter than before. They hold from the moment they are told, whatever is wrong with
 * the plan that came with them.
 *
 * @param protection how her address is protected, where that is new
 * @returns undefined when nothing restricts, or the consents themselves are not valid
 */
export async function restrict(
  context: Context,
  partner: Partner,
  loaded: LoadedRecord,
  parts: readonly Translated[],
  protection: Translated | undefined,
): Promise<Restriction | undefined> {
  if (loaded.seq === 0) return undefined;
  const isStricterNow = protection && isStricter(protectionOf(protection.resource), protectionOf(protection.echoed));
  const protecting = isStricterNow ? [protection] : [];
  const consents = parts.filter(({ resource }) => restricts(resource));
  return (
    (await weighed(context, partner, loaded, [...protecting, ...consents])) ??
    // A consent that is not valid holds no protection back.
    (consents.length > 0 ? await weighed(context, partner, loaded, protecting) : undefined)
  );
}

async function weighed(
  context: Context,
  partner: Partner,
  loaded: LoadedRecord,
  parts: readonly Translated[],
): Promise<Restriction | undefined> {
  if (parts.length === 0) return undefined;
  const change = await weigh(context, partner, loaded, parts);
  return hasErrors(change.findings) ? undefined : { loaded, parts, change };
}

function restricts(resource: Resource): boolean {
  if (resource.resourceType !== 'Consent') return false;
  const kind = consentKind(resource);
  const isEnded = resource.status === 'inactive' || resource.status === 'rejected';
  return kind === 'opposition' ? resource.status === 'active' : kind !== undefined && isEnded;
}
