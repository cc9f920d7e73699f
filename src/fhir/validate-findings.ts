import type { Finding } from '../validation/finding.ts';

/** What `$validate` with mode `delete` finds of anything: the answer to a DELETE would be 405. */
export function deletionNotOffered(type: string): Finding {
  return {
    severity: 'error',
    code: 'business-rule',
    rule: 'deletion-not-offered',
    path: type,
    reference: 'http://hl7.org/fhir/R4/http.html#delete',
    message: {
      nb: 'Ressursen kan ikke slettes: det som er ført, blir stående.',
      nn: 'Ressursen kan ikkje slettast: det som er ført, blir ståande.',
      en: 'The resource cannot be deleted: what was recorded stays.',
    },
    action: {
      nb: 'Et samtykke trekkes med Consent/[id]/$withdraw; en person og katalogen rettes med PUT.',
      nn: 'Eit samtykke blir trekt med Consent/[id]/$withdraw; ein person og katalogen blir retta med PUT.',
      en: 'A consent is withdrawn with Consent/[id]/$withdraw; a person and the directory are corrected by PUT.',
    },
  };
}

/** What `$validate` with mode `update` finds of a resource whose id is not that of the address. */
export function idOfAnother(type: string, isMissing: boolean): Finding {
  return {
    severity: 'error',
    code: 'value',
    rule: 'id-mismatch',
    path: `${type}.id`,
    reference: 'http://hl7.org/fhir/R4/http.html#update',
    expected: 'the id of the address',
    found: isMissing ? 'no id' : 'another id',
    message: {
      nb: 'Id-en i innholdet må være den samme som i adressen.',
      nn: 'Id-en i innhaldet må vere den same som i adressa.',
      en: 'The id in the body must be the same as in the address.',
    },
    action: {
      nb: 'Sett id-en fra adressen.',
      nn: 'Set id-en frå adressa.',
      en: 'Use the id of the address.',
    },
  };
}
