import type { Finding } from '../validation/finding.ts';
import { type FaultRule, fault } from './fault.ts';
import { isLoopback } from './loopback.ts';
import { nameOf, type SettingPath } from './setting-path.ts';
import type { SettingsDocument } from './settings-document.ts';

/** What each of `http` and `access` needs of the other: whoever listens to others must know who calls. */
export function accessFaults(document: SettingsDocument): readonly Finding[] {
  const told = (rule: FaultRule, path: SettingPath, expected: string, found?: string): Finding =>
    fault(rule, document.placeOf(path), nameOf(path), { expected, ...(found === undefined ? {} : { found }) });
  const { http, access, console: pages } = (document.value ?? {}) as Settings;
  if (access?.mode !== 'oauth') {
    const isOpen = typeof http?.host === 'string' && !isLoopback(http.host);
    return [
      ...[access?.origins ?? []]
        .flat()
        .flatMap((origin, index) =>
          isElsewhere(origin)
            ? [
                told(
                  'wrong-value',
                  ['access', 'origins', index],
                  'http://localhost, or access.mode oauth',
                  'another site',
                ),
              ]
            : [],
        ),
      ...(pages?.persons ? [told('wrong-value', ['console', 'persons'], 'access.mode oauth', 'nobody signs in')] : []),
      ...(isOpen
        ? [told('wrong-value', ['http', 'host'], '127.0.0.1, or access.mode oauth', 'a host that others can reach')]
        : []),
    ];
  }
  return [
    ...(http?.publicUrl ? [] : [told('missing-setting', ['http', 'publicUrl'], 'https://samplan.fjordvik.example')]),
    ...(access.audience ? [] : [told('missing-setting', ['access', 'audience'], 'nhn:samplan')]),
    ...(access.issuers?.length
      ? []
      : [told('missing-setting', ['access', 'issuers'], 'a list, for example - issuer: https://helseid-sts.nhn.no')]),
    ...(pages?.client === undefined && pages
      ? [told('missing-setting', ['console', 'client'], 'our name at the authority')]
      : []),
    ...(pages?.key === undefined && pages ? [told('missing-setting', ['console', 'key'], 'a file with a JWK')] : []),
    ...(pages?.issuer && !access.issuers?.some(({ issuer, persons }) => issuer === pages.issuer && !persons)
      ? [told('wrong-value', ['console', 'issuer'], 'one of access.issuers, without persons')]
      : []),
    ...(pages?.persons && !access.issuers?.some(({ issuer, persons }) => issuer === pages.persons?.issuer && persons)
      ? [told('wrong-value', ['console', 'persons', 'issuer'], 'one of access.issuers that has persons')]
      : []),
    // An ID token is for the client: a token that is for both could be either.
    ...(pages?.persons?.client !== undefined && pages.persons.client === access.audience
      ? [told('wrong-value', ['access', 'audience'], 'another name than console.persons.client')]
      : []),
  ];
}

/** Its pages would act as the controller. What is no address at all is told elsewhere. */
function isElsewhere(origin: unknown): boolean {
  return typeof origin === 'string' && URL.canParse(origin) && !isLoopback(new URL(origin).hostname);
}

interface Settings {
  readonly http?: { readonly host?: unknown; readonly publicUrl?: unknown };
  readonly access?: {
    readonly mode?: unknown;
    readonly audience?: unknown;
    readonly origins?: unknown;
    readonly issuers?: readonly { readonly issuer?: unknown; readonly persons?: unknown }[];
  };
  readonly console?: {
    readonly client?: unknown;
    readonly key?: unknown;
    readonly issuer?: unknown;
    readonly persons?: { readonly issuer?: unknown; readonly client?: unknown };
  };
}
