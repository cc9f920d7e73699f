import type { Finding } from '../validation/finding.ts';
import { type FaultRule, fault } from './fault.ts';
import { isLoopback } from './loopback.ts';
import { nameOf, type SettingPath } from './setting-path.ts';
import type { SettingsDocument } from './settings-document.ts';

const URL_SHAPE = 'postgresql://user@host:5432/database';

/** What PostgreSQL needs: an address without a password, and TLS where others could listen on the way. */
export function databaseFaults(document: SettingsDocument): readonly Finding[] {
  const { store } = (document.value ?? {}) as Settings;
  if (store?.kind !== 'postgres') return [];
  const told = (rule: FaultRule, path: SettingPath, expected: string, found?: string): Finding =>
    fault(rule, document.placeOf(path), nameOf(path), { expected, ...(found === undefined ? {} : { found }) });
  const { url, tls } = store;
  if (typeof url !== 'string' || url === '') return [told('missing-setting', ['store', 'url'], URL_SHAPE)];
  const wrong = (found: string): readonly Finding[] => [told('wrong-value', ['store', 'url'], URL_SHAPE, found)];
  if (!URL.canParse(url)) return wrong('no address');
  const { protocol, password, searchParams, hostname } = new URL(url);
  if (protocol !== 'postgresql:' && protocol !== 'postgres:') return wrong(protocol);
  // The address is not shown: what is wrong with it may be a password in it.
  if (password !== '' || searchParams.has('password')) return wrong('one with a password');
  if ([...searchParams.keys()].some((name) => name.startsWith('ssl')))
    return wrong('one with ssl; store.tls says that');
  const host = searchParams.get('host') ?? hostname;
  const isHere = host === '' || host.startsWith('/') || isLoopback(host);
  return isHere || tls ? [] : [told('missing-setting', ['store', 'tls'], 'tls: {}, or authority: ./ca.pem in it')];
}

interface Settings {
  readonly store?: { readonly kind?: unknown; readonly url?: unknown; readonly tls?: unknown };
}
