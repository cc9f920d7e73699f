import { CLAIMS } from '../access/guarded.ts';
import { INGRID, PER } from '../exchange/papers.ts';
import type { Account } from './authority/main.ts';

const LEVEL = { 'helseid://claims/identity/security_level': '4' };

/** Who signs in at the console in tests: what each is granted, and for whom she works. */
export const COORDINATOR: Account = {
  name: 'kari',
  scopes: ['user/*.cruds'],
  claims: { ...CLAIMS.controller, ...LEVEL, 'helseid://claims/hpr/hpr_number': '565500055' },
};
export const OPERATOR: Account = {
  name: 'drift',
  scopes: ['user/Operations.r'],
  claims: { ...CLAIMS.controller, ...LEVEL },
};
/** Of the trust, a partner: sees what its own API answers it. */
export const TRUST_DOCTOR: Account = {
  name: 'lege',
  scopes: ['user/*.rs'],
  claims: { ...CLAIMS.trust, ...CLAIMS.doctor },
};
/** Of an organization without an agreement. */
export const STRANGER: Account = {
  name: 'fremmed',
  scopes: ['user/*.rs'],
  claims: { 'helseid://claims/client/claims/orgnr_parent': '310600024', ...LEVEL },
};

/** Reads the access log, with the names of persons. */
export const AUDITOR: Account = {
  name: 'revisor',
  scopes: ['user/AuditEvent.rs', 'user/Patient.s'],
  claims: { ...CLAIMS.controller, ...LEVEL },
};

const herself = (name: string, pid: string, acr = 'idporten-loa-high'): Account => ({
  name,
  scopes: [],
  claims: { pid, acr },
});

/** Who signs in herself. */
export const INGRID_HERSELF = herself('ingrid', INGRID);
export const PER_HIMSELF = herself('per', PER);
/** Nobody's number here. */
export const NOBODY_HERE = herself('ukjent', '13116900216');
export const NOT_SECURE = herself('usikker', INGRID, 'idporten-loa-low');
