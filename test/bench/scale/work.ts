import { random } from '../../demo/random.ts';
import { CHANGED, type Papers, papersFor } from '../api/papers.ts';
import { type Kind, type Request, requestFor } from '../api/requests.ts';
import { stampOf } from '../sync/mould.ts';

/** How much is done in a case: the same in every one. */
export interface Amount {
  readonly requests: number;
  /** Persons whose papers a partner's users edit. */
  readonly edits: number;
}

/** What is done in a case, and by what one sees that it was done. */
export interface Work {
  readonly requests: readonly Request[];
  /** Of the partner's users: persons by their index, and the word that they write. */
  readonly edits: readonly number[];
  readonly word: string;
  /** What stands in the papers of this work and no other, and in how many of them. */
  readonly marks: { readonly created: Mark; readonly updated: Mark; readonly edited: Mark };
}

export interface Mark {
  readonly text: string;
  readonly count: number;
}

/** What a working day asks, of ten: six reads, two searches for a person, something new, something changed. */
const MIX: readonly Kind[] = [
  ...(['read', 'read', 'search by identifier', 'read', 'create'] as const),
  ...(['read', 'read', 'search by identifier', 'read', 'update'] as const),
];

/**
 * Gives out work, each piece with persons of its own to change, so that no piece finds what another left undone.
 *
 * @param records that are there
 * @example
 * const next = workOver(papers, 10_000, 1);
 * next({ requests: 2400, edits: 120 }).marks.edited // { text: 'Endret: kjøring 1.', count: 120 }
 */
export function workOver(papers: Papers, records: number, seed: number): (amount: Amount) => Work {
  const number = random(seed);
  const step = coprime(Math.round(records * 0.618), records);
  let [changed, pieces] = [0, 0];
  const another = (): number => {
    if (changed === records) throw new Error(`${records} records are too few for so much work`);
    changed += 1;
    return (changed * step) % records;
  };
  return function next({ requests, edits }) {
    pieces += 1;
    const turn = pieces;
    const created = `Nytt i kjøring ${turn}.`;
    const own: Papers = {
      ...papers,
      created: JSON.stringify({ ...JSON.parse(papers.created), patientInstruction: created }),
    };
    const kinds = Array.from({ length: requests }, (_, at) => MIX[at % MIX.length] as Kind);
    const persons = (): number => Math.floor(number() * records);
    const count = (kind: Kind): number => kinds.filter((one) => one === kind).length;
    return {
      requests: kinds.map((kind) => {
        const isChange = kind === 'create' || kind === 'update';
        const read = stampOf(persons());
        return requestFor(kind, own, { read, changed: isChange ? stampOf(another()) : read, turn });
      }),
      edits: Array.from({ length: edits }, another),
      word: `kjøring ${turn}`,
      marks: {
        created: { text: created, count: count('create') },
        updated: { text: papersFor(CHANGED, stampOf(0), turn), count: count('update') },
        edited: { text: `Endret: kjøring ${turn}.`, count: edits },
      },
    };
  };
}

/** The next number that has no factor with another. */
function coprime(from: number, other: number): number {
  const common = (one: number, two: number): number => (two === 0 ? one : common(two, one % two));
  let found = Math.max(1, from);
  while (common(found, other) > 1) found += 1;
  return found;
}
