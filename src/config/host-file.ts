import type { Finding } from '../validation/finding.ts';
import { fault } from './fault.ts';
import type { SettingsDocument } from './settings-document.ts';

/** Whether it is the file of a host, which names tenants, and not of an installation. */
export function isHostDocument(value: unknown): value is { readonly tenants: unknown } {
  return typeof value === 'object' && value !== null && 'tenants' in value;
}

/** A host's file is none of an installation: which of its tenants is meant? */
export function hostFileFault({ value, placeOfKey }: SettingsDocument): Finding {
  const { tenants } = value as { readonly tenants: unknown };
  const files = (Array.isArray(tenants) ? tenants : []).map((one) => String(one?.configuration));
  return fault('host-file', placeOfKey([], 'tenants'), 'tenants', { expected: files.join(', ') });
}
