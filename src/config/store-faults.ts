import type { Finding } from '../validation/finding.ts';
import { type FaultRule, fault } from './fault.ts';
import { nameOf, type SettingPath } from './setting-path.ts';
import type { SettingsDocument } from './settings-document.ts';

interface Settings {
  readonly partners?: readonly {
    readonly sector?: unknown;
    readonly connector?: { readonly kind?: unknown; readonly accessBasis?: unknown };
    readonly auth?: { readonly parent?: unknown; readonly child?: unknown };
  }[];
}

/**
 * What a national store of plans needs of its settings (domain § 1.5 a): to be known as one, since only a consent C lets anything go
 * there and its withdrawal deletes it, which only its own connector does; a basis of access, and a client that acts for an
 * enterprise and a unit.
 *
 * @example
 * storeFaults(document).map(({ rule, element }) => [rule, element]); // [['wrong-value', 'partners[0].sector']]
 */
export function storeFaults(document: SettingsDocument): readonly Finding[] {
  const { partners } = (document.value ?? {}) as Settings;
  return (Array.isArray(partners) ? (partners as NonNullable<Settings['partners']>) : []).flatMap((partner, index) => {
    const told = (rule: FaultRule, path: SettingPath, expected: string, found?: string): Finding => {
      const whole = ['partners', index, ...path];
      return fault(rule, document.placeOf(whole), nameOf(whole), { expected, ...(found ? { found } : {}) });
    };
    const { sector, connector, auth } = partner ?? {};
    const isStore = connector?.kind === 'nhn-careplan';
    if (!isStore) {
      return sector === 'national'
        ? [told('wrong-value', ['connector', 'kind'], 'nhn-careplan where sector is national', 'another kind')]
        : [];
    }
    return [
      ...(sector === 'national' ? [] : [told('wrong-value', ['sector'], 'national for nhn-careplan', String(sector))]),
      ...(connector.accessBasis === undefined
        ? [told('missing-setting', ['connector', 'accessBasis'], 'text, for example "consent"')]
        : []),
      ...(auth === undefined ? [told('missing-setting', ['auth'], 'a group of settings')] : []),
      ...(['parent', 'child'] as const).flatMap((name) =>
        auth !== undefined && !auth[name] ? [told('missing-setting', ['auth', name], 'nine digits in quotes')] : [],
      ),
    ];
  });
}
