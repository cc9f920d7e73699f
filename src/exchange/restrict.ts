import type { Resource } from '@medplum/fhirtypes';
import { consentKind } from '../consent/kind.ts';
import { lawFindings } from '../record/rules.ts';
import { hasErrors } from '../validation/finding.ts';
import type { Context, Partner } from './context.ts';
import type { Translated } from './incoming.ts';
import type { LoadedRecord } from './load-record.ts';
import { profileFindings } from './profile-findings.ts';
import { type Change, weigh } from './weigh.ts';

/** Consents that restrict, taken out of what is set aside. */
export interface Restriction {
  readonly loaded: LoadedRecord;
  readonly parts: readonly Translated[];
  readonly change: Change;
}

/**
 * What of a set-aside takes effect all the same: withdrawals, refusals and oppositions (pbrl § 4-1, § 5-3). They hold
 * from the moment the person says so, whatever is wrong with the plan that came with them.
 *
 * @returns undefined when nothing restricts, or the consents themselves are not valid
 */
export async function restrict(
  context: Context,
  partner: Partner,
  loaded: LoadedRecord,
  parts: readonly Translated[],
): Promise<Restriction | undefined> {
  const restricting = parts.filter(({ resource }) => restricts(resource));
  if (loaded.seq === 0 || restricting.length === 0) return undefined;
  const change = await weigh(context, partner, loaded, restricting);
  const findings = [
    ...profileFindings(context, partner, change),
    ...lawFindings(change.after, context.now(), loaded.record),
  ];
  return hasErrors(findings) ? undefined : { loaded, parts: restricting, change };
}

function restricts(resource: Resource): boolean {
  if (resource.resourceType !== 'Consent') return false;
  const kind = consentKind(resource);
  const isEnded = resource.status === 'inactive' || resource.status === 'rejected';
  return kind === 'opposition' ? resource.status === 'active' : kind !== undefined && isEnded;
}
