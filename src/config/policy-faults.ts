import type { PolicyRow } from '../consent/policy.ts';
import type { Finding } from '../validation/finding.ts';
import { fault } from './fault.ts';
import { nameOf, type SettingPath } from './setting-path.ts';
import type { SettingsDocument } from './settings-document.ts';

/** What of the settings a row is held against; the schema has held. */
interface Settings {
  readonly consent?: { readonly policy?: readonly PolicyRow[] };
  readonly partners?: readonly { readonly agreement: string }[];
}

/**
 * What a schema cannot say of policy rows: days that are in the calendar, and agreements that a partner has. A row that
 * silently applied to nobody would let out what it was written to keep.
 *
 * @example
 * policyFaults(document).map(({ rule }) => rule); // ['wrong-value']
 */
export function policyFaults(document: SettingsDocument): readonly Finding[] {
  const { consent, partners = [] } = (document.value ?? {}) as Settings;
  const agreements = partners.map(({ agreement }) => agreement);
  return (consent?.policy ?? []).flatMap(({ sectors, regime, agreement, from, until }, index) => {
    const at = (name: string): SettingPath => ['consent', 'policy', index, name];
    const wrong = (name: string, expected: string, found: string): Finding =>
      fault('wrong-value', document.placeOf(at(name)), nameOf(at(name)), { expected, found });
    return [
      ...(regime === 'opt-out' && sectors.some((sector) => sector === 'other' || sector === 'national')
        ? [wrong('regime', 'opt-in or nothing for the sectors other and national (hpl § 25)', regime)]
        : []),
      ...(agreement === undefined || agreements.includes(agreement)
        ? []
        : [wrong('agreement', 'the agreement of a partner', agreement)]),
      ...(from === undefined || isDay(from) ? [] : [wrong('from', 'a day of the calendar', from)]),
      ...(until === undefined || isDay(until) ? [] : [wrong('until', 'a day of the calendar', until)]),
      ...(from !== undefined && until !== undefined && until < from ? [wrong('until', `${from} or later`, until)] : []),
    ];
  });
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
