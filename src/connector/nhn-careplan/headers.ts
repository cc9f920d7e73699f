import type { CallerSettings } from './options.ts';

/** Code system of roles, Volven 9060 "Kategori helsepersonell". */
const ROLES = 'urn:oid:2.16.578.1.12.4.1.1.9060';

/** Headers of one request. */
export interface RequestHeaders {
  /** About a person's plan. Her number stands here because the store prescribes it, and in no address. */
  about(number: string): Readonly<Record<string, string>>;
  /** A look at how things stand, which is about nobody's plan and is not in the store's audit log: her number is in the body. */
  status(): Readonly<Record<string, string>>;
}

/**
 * The `nhn-*` headers (domain § 1.5 a), made for each request: what happened has an id of its own.
 *
 * @example
 * createHeaders({ sourceSystem: 'Samplan', userRole: 'LE', accessBasis: 'consent' }, randomUUID).status();
 */
export function createHeaders(
  { sourceSystem, userRole, accessBasis }: CallerSettings,
  newId: () => string,
): RequestHeaders {
  const role = encodeURIComponent(JSON.stringify({ system: ROLES, code: userRole }));
  const status = () => ({ 'nhn-source-system': sourceSystem, 'nhn-event-id': newId() });
  return {
    status,
    about: (number) => ({
      ...status(),
      'nhn-user-role': role,
      'nhn-access-basis': accessBasis,
      'nhn-patient-nin': number,
    }),
  };
}
