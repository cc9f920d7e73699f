import type { JoinedRecord } from '../record/joined-record.ts';
import type { Commit, Counterpart, Link, SetAside, Store } from '../store/store.ts';

/** What one partner has to do with two persons who are one. */
export interface HeldOfBoth {
  readonly partner: string;
  /** What it holds of the survivor, and of the other. */
  readonly into: readonly Counterpart[];
  readonly from: readonly Counterpart[];
  /** What of either is set aside, and how she stood. */
  readonly setAside: readonly SetAside[];
  readonly links: readonly Link[];
}

/** What every partner with which either has a link holds of the two. */
export async function heldOfBoth(store: Store, into: string, from: string): Promise<readonly HeldOfBoth[]> {
  const links = [...(await store.links(into)), ...(await store.links(from))];
  const partners = [...new Set(links.map(({ partner }) => partner))];
  return Promise.all(
    partners.map(async (partner) => ({
      partner,
      into: await store.counterparts(partner, into),
      from: await store.counterparts(partner, from),
      setAside: [await store.setAside(partner, into), await store.setAside(partner, from)].flatMap((one) => one ?? []),
      links: links.filter((link) => link.partner === partner),
    })),
  );
}

/** What partners hold, what waits and what is owed once the two are one. Everything is looked at again. */
export function holdingsAfter(
  held: readonly HeldOfBoth[],
  { after, replaced, renamed }: JoinedRecord,
  at: string,
): Pick<Commit, 'counterparts' | 'setAside' | 'links'> {
  const { person } = after;
  return {
    counterparts: held.flatMap(({ into, from }) =>
      from.flatMap((row) => {
        const sent = row.sent && renamed(row.sent);
        const moved: Counterpart = { ...row, person, ...(sent ? { sent } : {}) };
        const key = replaced.get(keyOfRow(row));
        if (key === undefined) return [moved];
        // The partner has a Patient of the survivor already: this one only leads to her.
        if (row.type === 'Patient' && into.some((one) => keyOfRow(one) === key && one.peerId)) {
          return [{ ...moved, frozen: true }];
        }
        const { partner, type, id } = row;
        return [
          { partner, type, id, frozen: true },
          { ...moved, id: key.slice(key.indexOf('/') + 1) },
        ];
      }),
    ),
    setAside: held.flatMap(({ setAside }) => (setAside.length > 0 ? [together(setAside, person)] : [])),
    links: held.map(({ partner, setAside, links }): Link => {
      const owedSince = links.flatMap((link) => link.owedSince ?? []).sort()[0] ?? at;
      const reason = setAside.flatMap(({ findings }) => findings).find(({ severity }) => severity === 'error')?.rule;
      const isBlocked = setAside.length > 0;
      const standing = isBlocked ? 'blocked' : 'owed';
      return { person, partner, standing, attempts: 0, owedSince, ...(isBlocked && reason ? { reason } : {}) };
    }),
  };
}

/** Weighed again with the next pass: no record is named that it was weighed against. */
function together(entries: readonly SetAside[], person: string): SetAside {
  const resources = new Map(
    entries.flatMap((entry) => entry.resources).map((one) => [`${one.type}/${one.peerId}`, one] as const),
  );
  return {
    partner: entries[0]?.partner ?? '',
    person,
    resources: [...resources.values()],
    findings: entries.flatMap(({ findings }) => findings),
    since: entries.map(({ since }) => since).sort()[0] ?? '',
  };
}

export function keyOfRow({ type, id }: Counterpart): string {
  return `${type}/${id}`;
}
