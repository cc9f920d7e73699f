import type { Asked } from '../access/scopes.ts';
import type { Interaction, Writing } from './interaction.ts';

/** One line of the route table. */
export interface Route {
  /** Name in the trace. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `:type`, `:id` and `:version` stand for any; a type's name for itself. */
  readonly path: string;
  /** Query parameters besides those that every address has (look.ts); `any` where the interaction reads them itself. */
  readonly query: readonly string[] | 'any';
  readonly writes?: boolean;
  /** The right that it needs, where its name does not tell (asked-of.ts). */
  readonly asks?: Asked;
  /** Only the organization that answers for this installation may do it. */
  readonly isForController?: true;
  /** The person herself may ask it, about herself: of every type, or of the one that is named. */
  readonly isForHerself?: true | 'Goal';
  /** Answers as a page and as a PDF too (`Answer.printed`). */
  readonly isPrinted?: true;
  readonly interaction: Interaction;
  /** Of a change of one resource: how it is made in a transaction. */
  readonly writing?: Writing;
}
