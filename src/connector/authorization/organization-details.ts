/** For whom a client asks, as HelseID is told. */
export interface AskingOrganization {
  /** The enterprise; empty when the unit alone is told, as a client of one organization does. */
  readonly parent: string;
  /** The unit; empty: the enterprise itself. */
  readonly child: string;
}

/**
 * What a client's assertion says of the organization it acts for (HelseID, "organization numbers"): a client of one
 * organization names the unit, one of several the enterprise and the unit. Undefined where neither is told.
 *
 * @example
 * organizationDetails({ parent: '', child: '310000043' })
 */
export function organizationDetails({ parent, child }: AskingOrganization): object | undefined {
  if (parent === '' && child === '') return undefined;
  const identifier =
    parent === ''
      ? { system: 'urn:oid:2.16.578.1.12.4.1.4.101', type: 'ENH', value: child }
      : { system: 'urn:oid:1.0.6523', type: 'ENH', value: `NO:ORGNR:${parent}:${child}` };
  return { type: 'helseid_authorization', practitioner_role: { organization: { identifier } } };
}
