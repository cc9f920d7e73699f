/** Sector of an organization: decides which legal regime applies to what it may see (hpl § 25 and § 45 against § 22). */
export type Sector = 'municipal' | 'specialist' | 'other';

/** An organization that sends, receives or calls. */
export interface Party {
  /** Name in configuration and logs: `Fjordvik kommune`. */
  readonly name: string;
  /** Organization number (nine digits). */
  readonly organization: string;
  readonly sector: Sector;
}

/** True for recipients that share under the opt-out of hpl § 25 and § 45; all others need consent for everything. */
export function isHealthService(party: Party): boolean {
  return party.sector !== 'other';
}
