import { dutiesOf } from '../law/duties.ts';
import { type KeptBecause, keptBecause } from '../law/kept.ts';
import { deathOf } from '../law/person.ts';
import type { Link } from '../store/store.ts';
import type { Context, Partner } from './context.ts';
import { loadRecord } from './load-record.ts';
import { type Emergencies, unreviewedOf } from './unreviewed-emergencies.ts';

/** What a record has to do with partners. */
export interface Kept {
  readonly seq: number;
  /** Why it has not ended; nothing: it has. */
  readonly reasons: readonly KeptBecause[];
  /** She is known to be dead. */
  readonly isDead: boolean;
  /** Names of partners that it stands with, or that hold something of it. */
  readonly partners: readonly string[];
}

/**
 * Why a record is kept, whatever time has passed.
 *
 * @param emergencies what was read in emergencies and nobody has looked at
 * @example
 * (await whyKept(context, 'p-1', new Map())).reasons; // ['under-way', 'duty']
 */
export async function whyKept(
  { store, partners, controller, now }: Context,
  person: string,
  emergencies: Emergencies,
): Promise<Kept> {
  const { record, seq } = await loadRecord(store, person);
  const links = await store.links(person);
  const at = now();
  let isSetAside = false;
  let isAwaited = false;
  const known = new Set(links.map(({ partner }) => partner));
  for (const { name } of partners) {
    const held = await store.counterparts(name, person);
    if (held.length > 0) known.add(name);
    isSetAside ||= (await store.setAside(name, person)) !== undefined;
    for (const { type, peerId } of held) {
      if (type !== 'Patient' || peerId === undefined) continue;
      isAwaited ||= (await store.arrivalsAbout(name, peerId)).length > 0;
    }
  }
  const reasons = keptBecause({
    ...{ record, at, isSetAside, isAwaited },
    duties: dutiesOf(record, at, partners, unreviewedOf(emergencies, person, controller)),
    isOwed: partners.some((partner) => isOwed(partner, links, seq)),
  });
  return { seq, reasons, isDead: deathOf(record, at) !== undefined, partners: [...known].sort() };
}

/** Whether a partner that is told of her lacks something, or something there is to be mended or decided. */
function isOwed({ name, mode }: Partner, links: readonly Link[], seq: number): boolean {
  const link = links.find(({ partner }) => partner === name);
  if (!link || mode === 'pull' || mode === 'shadow') return link?.standing === 'in-conflict';
  const isCurrent = link.computed?.recordSeq === seq;
  return !isCurrent || (link.standing !== 'in-step' && link.standing !== 'held');
}
