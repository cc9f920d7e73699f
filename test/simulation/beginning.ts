import type { Context } from '../../src/exchange/context.ts';
import { Ledger } from './ledger.ts';
import { directoryAt, PARTIES, patientOf } from './papers.ts';
import { SimulatedPartner } from './partner.ts';
import type { Scenario } from './scenario.ts';

const START = Date.parse('2026-11-22T06:00:00.000Z');

/** What there is before anything happens in a world, and when that is. */
export interface Beginning {
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly controller: Context['controller'];
  readonly ledger: Ledger;
  /** With what they hold; in the order of `PARTIES`. */
  readonly partners: readonly SimulatedPartner[];
}

/** Partners with the coordinator's post in their directories, and persons that some of them know by a number. */
export function beginningOf({ partners, persons }: Scenario): Beginning {
  return {
    start: START,
    controller: { name: 'Samplan', organization: '310600016', sector: 'municipal' },
    ledger: new Ledger(),
    partners: partners.map((traits, index) => {
      const partner = new SimulatedPartner(index, PARTIES[index] ?? (PARTIES[0] as never), traits, START);
      if (index < 2) for (const entry of directoryAt(index)) partner.memory.put(entry);
      for (let person = 0; person < persons && index > 0 && traits.knowsPersons; person += 1)
        partner.memory.put(patientOf(`known-${person}`, person, numbersOf(person)));
      return partner;
    }),
  };
}

/** What numbers the persons have who are there from the beginning. */
export function numbersOf(person: number): readonly ('fnr' | 'dnr')[] {
  return person % 2 === 0 ? ['fnr'] : ['dnr'];
}
