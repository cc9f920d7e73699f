import { CLAIMS } from '../access/guarded.ts';
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
