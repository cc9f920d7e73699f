import type { Policy } from './policy.ts';
import type { Sector } from './sector.ts';

/** An organization that sends, receives or calls. */
export interface Party {
  /** Name in configuration and logs: `Fjordvik kommune`. */
  readonly name: string;
  /** Organization number (nine digits). */
  readonly organization: string;
  readonly sector: Sector;
  /** What its agreement gives it; the shipped policy where nothing is said. */
  readonly policy?: Policy;
}

/** True for health and care services: only their personnel reads in an emergency. */
export function isHealthService(party: Pick<Party, 'sector'>): boolean {
  return party.sector === 'municipal' || party.sector === 'specialist';
}

/** True for a store in which plans are published with the person's consent C (domain § 1.5). */
export function isNationalStore(party: Pick<Party, 'sector'>): boolean {
  return party.sector === 'national';
}
