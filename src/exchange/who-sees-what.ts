import type { Decision } from '../consent/decide.ts';
import { SamplanError } from '../errors.ts';
import type { PartKind } from '../record/kinds.ts';
import type { Link } from '../store/store.ts';
import type { Context, Partner } from './context.ts';
import { goneFrom, heldBy } from './held-view.ts';
import { loadRecord } from './load-record.ts';
import { type Asker, isController } from './may-reach.ts';
import { outlookFor } from './outlook.ts';
import { seenBy } from './seen-by.ts';

/** What one partner may see of a record, holds of it and lacks. Parts are named by `Type/id`. */
export interface PartnersSight {
  readonly partner: string;
  /** Absent: the person is not enrolled with it. */
  readonly link?: Pick<Link, 'standing' | 'reason' | 'owedSince'>;
  /** Of every part that there can be something to decide about. */
  readonly decisions: readonly { readonly part: string; readonly kind: PartKind; readonly decision: Decision }[];
  readonly holds: readonly string[];
  /** May be seen there, and is not there yet. */
  readonly lacks: readonly string[];
  /** Stays there though it may not be seen any more: what was lawfully recorded is that side's record. */
  readonly retained: readonly string[];
}

/** Nobody is shown these by a consent. */
const INTERNAL: ReadonlySet<PartKind> = new Set(['conflict', 'notice']);

/**
 * Who may see what of a person's record now, decided anew as for a delivery, and what each partner has of it. For the controller,
 * who answers for it; for the person herself, as far as she reads it.
 *
 * @throws SamplanError `forbidden` for anybody else
 * @example
 * (await whoSeesWhat(context, caller, person)).map(({ partner, lacks }) => [partner, lacks.length]);
 */
export async function whoSeesWhat(context: Context, caller: Asker, person: string): Promise<readonly PartnersSight[]> {
  const isHers = caller.isHerself === true && caller.patient === person;
  if (!isHers && !isController(context, caller)) throw onlyController();
  const { store, partners } = context;
  const { record } = await loadRecord(store, person);
  const at = context.now();
  // Of what she may not know she is not told that others do.
  const known: (key: string) => boolean = isHers ? keysOf(seenBy(record, caller, at)) : () => true;
  const sightOf = async (partner: Partner): Promise<PartnersSight> => {
    const counterparts = await store.counterparts(partner.name, person);
    const held = heldBy(counterparts);
    const { view, decisions } = outlookFor(record, partner, at, held, goneFrom(counterparts));
    const link = await store.link(person, partner.name);
    const decided = [...record.parts].flatMap(([part, { kind }]) => {
      const decision = decisions.get(part);
      return decision && !INTERNAL.has(kind) && known(part) ? [{ part, kind, decision }] : [];
    });
    const isEnrolled = link !== undefined;
    return {
      partner: partner.name,
      ...(link ? { link } : {}),
      decisions: decided,
      holds: [...held.keys()].filter((key) => record.parts.has(key) && known(key)),
      lacks: isEnrolled ? [...view.keys()].filter((key) => record.parts.has(key) && !held.has(key) && known(key)) : [],
      retained: counterparts
        .filter(({ frozen, gone }) => frozen && !gone)
        .map(({ type, id }) => `${type}/${id}`)
        .filter(known),
    };
  };
  return Promise.all(partners.map(sightOf));
}

function keysOf(view: ReadonlyMap<string, unknown>): (key: string) => boolean {
  return (key) => view.has(key);
}

function onlyController(): SamplanError {
  return new SamplanError('forbidden', {
    nb: 'Hva andre får se, vises bare den som er ansvarlig for installasjonen.',
    nn: 'Kva andre får sjå, blir berre vist den som er ansvarleg for installasjonen.',
    en: 'What others may see is shown only to who answers for the installation.',
  });
}
