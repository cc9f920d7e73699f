import { type Block, headed, list, table } from './block.ts';
import { extentText } from './extent-text.ts';
import type { Measure, PlanParts } from './plan-parts.ts';
import type { Section } from './section.ts';
import { measureText } from './team-sections.ts';
import type { Wording } from './wording.ts';

/** Contents e: which measures, how much of them, and who is responsible. */
export function measureSection({ plan, measures }: PlanParts, wording: Wording): Section {
  const { word } = wording;
  const rows = measures.map((one) => [
    nameOf(one, wording),
    extentText(one.source, wording.language) ?? '',
    one.performers.flatMap((performer) => wording.name(performer, one.within) ?? []).join(', '),
    wording.status(one.source.status) ?? '',
  ]);
  return {
    code: 'measures',
    blocks: table([word('measure'), word('extent'), word('responsible'), word('status')], rows),
    entries: entriesOf(plan, measures),
  };
}

/** Contents f: how they are carried out, and what is to be done for them. */
export function howSection({ plan, measures }: PlanParts, wording: Wording): Section {
  return {
    code: 'how',
    blocks: measures.flatMap((one) => headed(nameOf(one, wording), howBlocks(one, wording))),
    entries: entriesOf(plan, measures),
  };
}

function howBlocks({ source, notes, tasks }: Measure, wording: Wording): readonly Block[] {
  const said = [
    'patientInstruction' in source ? source.patientInstruction : undefined,
    // Of an inline measure without a code, this is what it is called.
    !('resourceType' in source) && wording.concept(source.code) !== undefined ? source.description : undefined,
    ...notes.map((note) => note.text),
  ].filter((one) => one !== undefined && one !== '');
  const rows = tasks.map((task) => [
    task.description ?? wording.concept(task.code) ?? '',
    wording.name(task.owner, task) ?? '',
    wording.status(task.status) ?? '',
  ]);
  return [
    ...list(said as readonly string[]),
    ...table([wording.word('task'), wording.word('responsible'), wording.word('status')], rows),
  ];
}

function nameOf({ source }: Measure, wording: Wording): string {
  return measureText(source, wording) ?? wording.word('unnamed');
}

function entriesOf(plan: PlanParts['plan'], measures: readonly Measure[]): Section['entries'] {
  return [...new Set([plan, ...measures.flatMap(({ within, tasks }) => [within, ...tasks])])];
}
