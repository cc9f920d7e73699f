import type { CareTeamParticipant, ContactPoint, Resource } from '@medplum/fhirtypes';
import { hasCode } from '../record/kinds.ts';
import { SAMPLAN } from '../record/systems.ts';
import { type Block, facts, headed, list, table, text } from './block.ts';
import type { PlanParts } from './plan-parts.ts';
import type { Section } from './section.ts';
import { periodText } from './time-texts.ts';
import type { Wording } from './wording.ts';

/** In the order in which they are told. */
const COORDINATING = ['responsible-coordinator', 'child-coordinator', 'coordinator', 'coordinating-unit'];

/** Contents b: who takes part. */
export function participantSection({ teams }: PlanParts, wording: Wording): Section {
  const { word } = wording;
  const rows = teams.flatMap((team) =>
    (team.participant ?? []).map((one) => [
      whoOf(one, wording),
      rolesOf(one, wording),
      periodText(one.period, wording.language) ?? '',
    ]),
  );
  return {
    code: 'participants',
    blocks: table([word('who'), word('role'), word('when')], rows),
    entries: teams,
  };
}

/** Contents c: who coordinates and how to reach her. */
export function coordinatorSection({ teams }: PlanParts, wording: Wording): Section {
  const participants = teams.flatMap(({ participant = [] }) => participant);
  const blocks = COORDINATING.flatMap((code) =>
    participants
      .filter(({ role }) => hasCode(role, SAMPLAN.participantRole, code))
      .flatMap((one) => coordinatorBlocks(one, code, wording)),
  );
  return { code: 'coordinator', blocks, entries: teams };
}

function coordinatorBlocks(one: CareTeamParticipant, code: string, wording: Wording): readonly Block[] {
  const role = wording.concept({ coding: [{ system: SAMPLAN.participantRole, code }] }) ?? code;
  return headed(capitalized(role), [
    ...text(whoOf(one, wording)),
    ...facts([
      [wording.word('when'), periodText(one.period, wording.language)],
      [wording.word('contact'), contactOf(wording.target(one.member), wording)],
    ]),
  ]);
}

/** Contents d: what the person, those close to her and the services contribute, the person first. */
export function contributionSection({ plan, measures, person }: PlanParts, wording: Wording): Section {
  const contributions = new Map<string, string[]>();
  const add = (who: string | undefined, what: string | undefined): void => {
    if (who === undefined || what === undefined) return;
    contributions.set(who, [...(contributions.get(who) ?? []), what]);
  };
  for (const { performers, within, source, tasks } of measures) {
    const what = measureText(source, wording);
    for (const performer of performers) add(wording.name(performer, within), what);
    for (const task of tasks) add(wording.name(task.owner, task), task.description ?? wording.concept(task.code));
  }
  const self = person && wording.name({ reference: `Patient/${person.id}` });
  const names = [...contributions.keys()].toSorted((left, right) => Number(right === self) - Number(left === self));
  const entries = [...new Set(measures.flatMap(({ within, tasks }) => [within, ...tasks]))];
  return {
    code: 'contributions',
    blocks: names.flatMap((name) => headed(name, list(contributions.get(name) ?? []))),
    entries: entries.length > 0 ? entries : [plan],
  };
}

/** What a measure is. */
export function measureText(source: Measure['source'], wording: Wording): string | undefined {
  if (!('resourceType' in source)) return wording.concept(source.code) ?? source.description;
  if (source.resourceType === 'Task') return source.description ?? wording.concept(source.code);
  return wording.concept(source.code);
}

type Measure = PlanParts['measures'][number];

function whoOf({ member, onBehalfOf }: CareTeamParticipant, wording: Wording): string {
  const [who, where] = [wording.name(member), wording.name(onBehalfOf)];
  return who !== undefined && where !== undefined ? `${who} (${where})` : (who ?? where ?? '');
}

function rolesOf({ role = [] }: CareTeamParticipant, wording: Wording): string {
  return role.map(wording.concept).filter(Boolean).join(', ');
}

/** Telephone and e-mail at work: those of the post, else of who has it, else of where she works. */
function contactOf(member: Resource | undefined, wording: Wording): string | undefined {
  const places =
    member?.resourceType === 'PractitionerRole'
      ? [member, wording.target(member.practitioner), wording.target(member.organization)]
      : [member];
  const telecom = places.map(telecomOf).find((points) => points.length > 0) ?? [];
  const told = telecom.filter(({ system, use }) => use !== 'home' && (system === 'phone' || system === 'email'));
  return told.length === 0 ? undefined : told.map(({ value }) => value).join(', ');
}

function telecomOf(resource: Resource | undefined): readonly ContactPoint[] {
  switch (resource?.resourceType) {
    case 'PractitionerRole':
    case 'Practitioner':
    case 'Organization':
    case 'HealthcareService':
      return resource.telecom ?? [];
    default:
      return [];
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
