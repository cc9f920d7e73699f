import { blocks } from '../exchange/blocks.ts';
import { leavesAsOne } from '../exchange/settle.ts';
import { Deliveries, type Pushed, type Pushing } from './deliveries.ts';
import { duePersons } from './due-persons.ts';
import { each } from './each.ts';
import type { Pass } from './pass.ts';
import { mayBeShared, pushInShares } from './shares.ts';
import type { Sharing } from './sharing.ts';

/** Links that are marked in one commit. */
const PAGE = 200;

/**
 * Delivers every link that is due, some at once, the resources of one person one after the other. Where there are many, other processes
 * take their share (`shares.ts`). One that fails does not stop the others, unless the partner can't be reached.
 */
export async function push(pass: Pass, pushing: Pushing & { readonly sharing?: Sharing }): Promise<Pushed> {
  const { concurrency, onPerson } = pass;
  const due = [
    ...new Set([
      ...(await duePersons(pass, pushing.atOnce)),
      ...(await unsettledPersons(pass)),
      ...(await personsSetAside(pass)),
    ]),
  ];
  const { sharing } = pushing;
  if (sharing && mayBeShared(pass, sharing, due)) return pushInShares(pass, { ...pushing, sharing }, due);
  const deliveries = new Deliveries(pass, pushing);
  let done = 0;
  await each(due, concurrency, async (person) => {
    if (!(await deliveries.to(person))) return;
    done += 1;
    onPerson?.(done, due.length);
  });
  return deliveries.pushed;
}

/**
 * The partner did not even answer when it was asked: what is owed to it waits, and says so. Without a retry date, since
 * the next pass that reaches the partner is the retry.
 */
export async function markUnreachable(pass: Pass, pushing: Pick<Pushing, 'atOnce'>): Promise<void> {
  const { context, partner, fence } = pass;
  const due = [...(await duePersons(pass, pushing.atOnce))];
  while (due.length > 0) {
    const links = await Promise.all(due.splice(0, PAGE).map((person) => context.store.link(person, partner.name)));
    const waiting = links.flatMap((link) => (link && link.standing !== 'blocked' ? [link] : []));
    await context.store.commit({
      fence,
      links: waiting.map((link) => ({
        ...link,
        standing: 'unreachable',
        reason: 'partner-unreachable',
        owedSince: link.owedSince ?? context.now(),
      })),
    });
  }
}

/** Whose file was taken back when the partner sent another: what is owed to it leaves anew. */
async function unsettledPersons({ context, partner }: Pass): Promise<readonly string[]> {
  const patients = (await partner.connector.unsettled?.()) ?? [];
  const rows = await Promise.all(
    patients.map((patient) => context.store.counterpartByPeerId(partner.name, 'Patient', patient)),
  );
  return rows.flatMap((row) => row?.person ?? []);
}

/**
 * Whose link is blocked, and due for nothing. Where all about a person leaves as one, some of it may lie there still: what may be seen
 * no more is taken back all the same (invariant I2).
 */
async function personsSetAside({ context, partner }: Pass): Promise<readonly string[]> {
  if (!leavesAsOne(partner)) return [];
  const entries = await context.store.allSetAside();
  return entries.filter((entry) => entry.partner === partner.name && blocks(entry)).map(({ person }) => person);
}
