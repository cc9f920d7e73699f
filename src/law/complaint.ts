import type { Task } from '@medplum/fhirtypes';
import { daysAfter, today } from '../record/day.ts';
import { NATIONAL, SAMPLAN } from '../record/systems.ts';
import type { Text } from '../validation/finding.ts';

/** To whom one complains about what a koordinerende enhet refuses, and for how long. */
export interface ComplaintSettings {
  readonly body: {
    readonly name: string;
    /** Organization number; empty where it is not stated. */
    readonly organization: string;
    /** Empty where it is not stated. */
    readonly address: string;
  };
  /** Whole weeks from the day on which the person is told. */
  readonly weeks: number;
  /** The section that gives the deadline. */
  readonly basis: string;
}

/** In the health and care services: to Statsforvalteren (pbrl § 7-2), within four weeks (§ 7-5). Others have three (fvl § 29). */
export const COMPLAINT: ComplaintSettings = {
  body: { name: 'Statsforvalteren', organization: '', address: '' },
  weeks: 4,
  basis: 'pbrl § 7-5',
};

/** The right to complain about one refusal. */
export interface Complaint extends Pick<ComplaintSettings, 'body' | 'basis'> {
  /** Last day (`YYYY-MM-DD`, Europe/Oslo), counted from the refusal. Who is told later has it from then. */
  readonly until: string;
}

/**
 * The right to complain about what is refused now.
 *
 * @param at instant of the refusal, ISO 8601 in UTC
 * @example
 * complaintAbout(COMPLAINT, '2026-11-22T10:00:00.000Z').until; // '2026-12-20'
 */
export function complaintAbout({ body, weeks, basis }: ComplaintSettings, at: string): Complaint {
  return { body, basis, until: daysAfter(today(at), 7 * weeks) };
}

/** The right to complain as outputs of the case (code system `case-output`). */
export function complaintOutput({ body, basis, until }: Complaint): NonNullable<Task['output']> {
  const { name, organization, address } = body;
  const identifier = organization === '' ? {} : { identifier: { system: NATIONAL.organization, value: organization } };
  return [
    { ...typed('complaint-body'), valueReference: { type: 'Organization', ...identifier, display: name } },
    ...(address === '' ? [] : [{ ...typed('complaint-address'), valueString: address }]),
    { ...typed('complaint-deadline'), valueDate: until },
    { ...typed('complaint-basis'), valueString: basis },
  ];
}

/** What the person is told of the right to complain: a complaint goes to who refused, and is decided by the complaint body. */
export function complaintText({ body: { name, address }, basis, until }: Complaint): Text {
  const where = address === '' ? name : `${name} (${address})`;
  return {
    nb: `Du kan klage på avslaget til og med ${until} (${basis}). Får du vite om det senere, regnes fristen fra da. Send klagen til koordinerende enhet, som sendte avslaget. Blir avslaget stående, avgjør ${where} klagen.`,
    nn: `Du kan klage på avslaget til og med ${until} (${basis}). Får du vite om det seinare, blir fristen rekna frå då. Send klaga til koordinerande eining, som sende avslaget. Blir avslaget ståande, avgjer ${where} klaga.`,
    en: `You can complain about the refusal until ${until} (${basis}); if you are told later, the time counts from then. Send the complaint to the koordinerende enhet that refused. If it stands by the refusal, ${where} decides the complaint.`,
  };
}

function typed(code: string): { readonly type: NonNullable<Task['output']>[number]['type'] } {
  return { type: { coding: [{ system: SAMPLAN.caseOutput, code }] } };
}
