import type { Reference } from '@medplum/fhirtypes';
import { isObject } from './json.ts';
import { targetOf } from './references.ts';

/**
 * The partner's id of the Patient that a resource of its is about, which may not be sound.
 *
 * @example
 * patientOf({ type: 'Goal', peerId: '7', resource: { subject: { reference: 'Patient/17' } } }); // '17'
 */
export function patientOf({
  type,
  peerId,
  resource,
}: {
  readonly type: string;
  readonly peerId: string;
  readonly resource: unknown;
}): string | undefined {
  if (type === 'Patient') return peerId;
  if (!isObject(resource)) return undefined;
  const direct = ['subject', 'patient', 'for'].map((name) => resource[name]);
  const list: unknown = resource['participant'];
  const participants = Array.isArray(list)
    ? list.map((one: unknown) => (isObject(one) ? one['actor'] : undefined))
    : [];
  for (const candidate of [...direct, ...participants]) {
    const target = targetOf((candidate as Reference | undefined)?.reference);
    if (target?.type === 'Patient') return target.id;
  }
  return undefined;
}
