import type { Appointment, Communication, DocumentReference, Encounter } from '@medplum/fhirtypes';
import { SAMPLAN } from '../record/systems.ts';
import { facts, headed, list, table } from './block.ts';
import type { PlanParts } from './plan-parts.ts';
import type { Section } from './section.ts';
import { dayText, momentText, periodText } from './time-texts.ts';
import type { Wording } from './wording.ts';

/** Contents g: from when, until when, and when it is looked at again. */
export function revisionSection({ plan, meetings }: PlanParts, wording: Wording): Section {
  const { word, language } = wording;
  const next = plan.extension?.find(({ url }) => url === SAMPLAN.profile('next-revision'))?.valueDate;
  const rows = meetings.map((meeting) => [
    kindOfMeeting(meeting, wording) ?? word('unnamed'),
    momentText(meeting.resourceType === 'Appointment' ? meeting.start : meeting.period?.start, language) ?? '',
    wording.status(meeting.status) ?? '',
  ]);
  return {
    code: 'revisions',
    blocks: [
      ...facts([
        [word('period'), periodText(plan.period, language)],
        [word('nextRevision'), dayText(next, language)],
      ]),
      ...headed(word('meetings'), table([word('meetings'), word('when'), word('status')], rows)),
    ],
    entries: [plan, ...meetings],
  };
}

function kindOfMeeting(meeting: Appointment | Encounter, wording: Wording): string | undefined {
  const kinds = meeting.resourceType === 'Appointment' ? meeting.serviceType : meeting.type;
  const kind = kinds?.map(wording.concept).find(Boolean);
  return meeting.resourceType === 'Appointment' ? (meeting.description ?? kind) : kind;
}

/** Minutes and documents; consent papers are among the consents. */
export function paperSection({ minutes, documents }: PlanParts, wording: Wording): Section {
  const { word } = wording;
  return {
    code: 'papers',
    blocks: [
      ...headed(
        word('minutes'),
        minutes.flatMap((one) => list([minutesText(one, wording)])),
      ),
      ...headed(word('documents'), list(documents.map((one) => documentText(one, wording)))),
    ],
    entries: [...minutes, ...documents],
  };
}

function minutesText({ sent, received, payload = [] }: Communication, { language, word }: Wording): string {
  const said = payload.flatMap(
    ({ contentString, contentAttachment }) => contentString ?? contentAttachment?.title ?? [],
  );
  return [dayText(sent ?? received, language), ...(said.length > 0 ? said : [word('unnamed')])]
    .filter(Boolean)
    .join(': ');
}

function documentText(document: DocumentReference, wording: Wording): string {
  const title = document.description ?? document.content?.map(({ attachment }) => attachment?.title).find(Boolean);
  const name = title ?? wording.concept(document.type) ?? wording.word('unnamed');
  const day = dayText(document.date, wording.language);
  return day === undefined ? name : `${name} (${day})`;
}
