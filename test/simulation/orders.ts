import type { Resource } from '@medplum/fhirtypes';
import { NO_BREAK, type Planted } from './breaks.ts';
import { nameIn } from './ledger.ts';
import { textOf } from './part-text.ts';
import { comeToRest } from './quiet.ts';
import { isConflict } from './recorder.ts';
import { type EditKind, GATE, type Scenario, type Step } from './scenario.ts';
import type { Violation } from './violation.ts';
import { World } from './world.ts';

/** So many edits of a scenario at once: each order is a world of its own. */
const EDITS = 12;

/** What a person decides takes effect when it is told: whatever came before that came before. */
const DECISIONS: ReadonlySet<EditKind> = new Set([
  'withdraws',
  'consents',
  'consents-for-a-while',
  'opposes',
  'takes-opposition-back',
  'protects',
  'lifts-protection',
]);

/**
 * I9: what everybody wrote before anybody was asked ends in the same record, in whatever order the partners are asked:
 * once in their order, once in the opposite one.
 */
export async function ordersAgree(scenario: Scenario, planted: Planted = NO_BREAK): Promise<readonly Violation[]> {
  const order = [...scenario.partners.keys()];
  const [one, other] = [await endOf(scenario, order, planted), await endOf(scenario, order.toReversed(), planted)];
  if (one === undefined || other === undefined) return [];
  return disagreement({ lines: one, where: 'in one order' }, { lines: other, where: 'in the other' });
}

/** What records say, and of which it is told so. */
interface Told {
  readonly lines: readonly string[];
  readonly where: string;
}

/** I9 of two that must be the same: nothing where they are. */
export function disagreement(one: Told, other: Told): readonly Violation[] {
  const [missing, more] = [without(one.lines, other.lines), without(other.lines, one.lines)];
  if (missing.length + more.length === 0) return [];
  return [{ invariant: 'I9', text: `${missing.join('; ')} ${one.where}, ${more.join('; ')} ${other.where}` }];
}

/** What stands twice is taken away twice. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return lines.filter((line) => {
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** @returns nothing where it never came to rest: that is another invariant's */
async function endOf(
  scenario: Scenario,
  order: readonly number[],
  planted: Planted,
): Promise<readonly string[] | undefined> {
  const world = await World.open(scenario, planted);
  try {
    await comeToRest(world, [...scenario.partners.keys()]);
    for (const edit of scenario.steps.flatMap(withoutDecisions).slice(0, EDITS)) await world.take(edit);
    await comeToRest(world, order);
    return world.violations.some(({ invariant }) => invariant === 'I8') ? undefined : await recordsIn(world);
  } finally {
    await world.close();
  }
}

/** An edit at a partner, without what would be decided in its place where it cannot be made. */
function withoutDecisions(step: Step): readonly Step[] {
  if (step.do !== 'edit' || step.at === GATE || DECISIONS.has(step.kind)) return [];
  return [step.instead ? { ...step, instead: step.instead.filter((kind) => !DECISIONS.has(kind)) } : step];
}

/**
 * The records without ids: parts by their names, with status and text, and conflicts by what they are about.
 *
 * @param tellsOwner whether it is told whose a part is
 */
export async function recordsIn(
  world: Pick<World, 'disk' | 'people'>,
  tellsOwner: (part: Resource) => boolean = () => true,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { index, person } of await world.people()) {
    const parts = (await world.disk.record(person)).parts;
    const names = new Map(parts.map(({ resource }) => [keyOf(resource), nameIn(textOf(resource))]));
    for (const { resource, owner } of parts) {
      const whose = tellsOwner(resource) ? ` of ${owner}` : '';
      const line = isConflict(resource)
        ? conflictLine(resource, names)
        : names.get(keyOf(resource)) && `${textOf(resource)} ${statusOf(resource)}${whose}`;
      if (line) lines.push(`person ${index}: ${line}`);
    }
  }
  return lines.sort();
}

function keyOf({ resourceType, id }: Resource): string {
  return `${resourceType}/${id}`;
}

function conflictLine(
  task: Extract<Resource, { resourceType: 'Task' }>,
  names: ReadonlyMap<string, string | undefined>,
): string | undefined {
  if (task.status !== 'requested') return undefined;
  const said = (task.input ?? []).map(({ valueString, valueAttachment }) =>
    valueAttachment ? Buffer.from(valueAttachment.data ?? '', 'base64').toString('utf8') : valueString,
  );
  const about = names.get(task.focus?.reference ?? '');
  // Values that hold references are told apart by ids.
  return about === undefined || /"reference"/u.test(said.join())
    ? undefined
    : `conflict on ${about}: ${said.join(' ')}`;
}

function statusOf(resource: Resource): string | undefined {
  const { status, lifecycleStatus } = resource as { readonly status?: string; readonly lifecycleStatus?: string };
  return lifecycleStatus ?? status;
}
