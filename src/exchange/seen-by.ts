import type { Resource } from '@medplum/fhirtypes';
import { decide } from '../consent/decide.ts';
import { decideForReader } from '../consent/reader.ts';
import { ownersOf } from '../record/owner.ts';
import { type PlanRecord, recordOf } from '../record/record.ts';
import { withoutLinks } from '../record/several-patients.ts';
import { viewOf } from '../record/view.ts';
import { asKnownTo } from '../record/without-addresses.ts';
import type { Asker } from './may-reach.ts';
import { outlookFor } from './outlook.ts';

/**
 * What a partner that asks sees of a record, by `Type/id`: its view at this moment, and nothing for the sake of what it holds. The
 * notice of a withdrawal is told to who holds what it is about, and not read here.
 */
export function seenBy(record: PlanRecord, caller: Asker, at: string): ReadonlyMap<string, Resource> {
  if (caller.isHerself) return byHerself(record, at);
  if (caller.emergency !== undefined) return inEmergency(record, caller, at);
  const own = [...record.parts].filter(([, part]) => ownersOf(part, record.directory).includes(caller.organization));
  return outlookFor(record, caller, at, new Map(own.map(([key]) => [key, undefined]))).view;
}

/** A record as far as who asks sees it: each part as it is shown, with its owner. */
export function recordSeenBy(record: PlanRecord, caller: Asker, at: string): PlanRecord {
  const seen = [...seenBy(record, caller, at)].map(([key, resource]) => ({
    resource,
    owner: record.parts.get(key)?.owner,
  }));
  return recordOf(record.person, seen, record.directory);
}

/** All of her own but what she may not know (pbrl § 5-1). Where others live is not hers to know where that is protected. */
function byHerself(record: PlanRecord, at: string): ReadonlyMap<string, Resource> {
  const view = viewOf(record, '', (part) => decideForReader(record, part, { as: 'person' }, at).effect === 'permit');
  return new Map(
    [...view].map(([key, part]) => [
      key,
      part.resourceType === 'Patient' ? withoutLinks(part) : asKnownTo('', record, part),
    ]),
  );
}

/** For health personnel who must act now, whatever the person opposes but for an emergency itself. */
function inEmergency(record: PlanRecord, caller: Asker, at: string): ReadonlyMap<string, Resource> {
  const view = viewOf(record, caller.name, (part) => decide(record, part, caller, 'emergency', at).effect === 'permit');
  return new Map([...view].map(([key, part]) => [key, withoutLinks(asKnownTo(caller.organization, record, part))]));
}
