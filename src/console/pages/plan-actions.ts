import type { Goal } from '@medplum/fhirtypes';
import { consentOf } from '../../consent/consent-of.ts';
import type { ConsentKind } from '../../consent/kind.ts';
import { SamplanError } from '../../errors.ts';
import { today } from '../../record/day.ts';
import type { Action, Visit } from '../page.ts';

const KINDS: readonly string[] = ['plan-made', 'access', 'publish', 'opposition'] satisfies readonly ConsentKind[];
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ORGANIZATION = /^\d{9}$/;

/**
 * What is done on the page of a plan, each by the operation that the API has for it: with its rules, its log, its refusals.
 *
 * @example
 * const actions = [...planActions];
 */
export const planActions: readonly Action[] = [
  {
    name: 'record-consent',
    path: '/plans/:person/consents',
    asks: { type: 'Patient', right: 'u' },
    async act(visit, form) {
      const kind = form.get('kind') ?? '';
      const [until, recipient] = [form.get('until') ?? '', form.get('recipient') ?? ''];
      if (
        !KINDS.includes(kind) ||
        (until !== '' && !DAY.test(until)) ||
        (recipient !== '' && !ORGANIZATION.test(recipient))
      )
        throw incomplete();
      const consent = consentOf({
        kind: kind as ConsentKind,
        isDeclined: form.has('declined'),
        recipients: recipient === '' ? [] : [recipient],
        ...(until === '' ? {} : { until }),
      });
      await visit.fhir.operate(
        ['Patient', personOf(visit), '$record-consent'],
        [{ name: 'consent', resource: consent }],
      );
      return back(visit, 'consents');
    },
  },
  {
    name: 'withdraw',
    path: '/plans/:person/withdraw',
    asks: { type: 'Consent', right: 'u' },
    async act(visit, form) {
      await visit.fhir.operate(['Consent', form.get('consent') ?? '', '$withdraw']);
      return back(visit, 'consents');
    },
  },
  {
    name: 'answer-goal',
    path: '/plans/:person/goals',
    asks: { type: 'Goal', right: 'u' },
    async act(visit, form) {
      const [answer, why] = [form.get('answer'), (form.get('why') ?? '').trim()];
      // Who hears no hears why.
      if (!(answer === 'accepted' || (answer === 'rejected' && why !== ''))) throw incomplete();
      const goal = await visit.fhir.read<Goal>(['Goal', form.get('goal') ?? '']);
      if (goal.lifecycleStatus !== 'proposed') throw answeredAlready();
      const note = why === '' ? goal.note : [...(goal.note ?? []), { text: why, time: visit.at }];
      const statusDate = today(visit.at);
      await visit.fhir.update({ ...goal, lifecycleStatus: answer, statusDate, ...(note ? { note } : {}) });
      return back(visit, 'goals');
    },
  },
  {
    name: 'undo',
    path: '/plans/:person/undo',
    asks: { type: '*', right: 'r', isAboutOne: true },
    async act(visit, form) {
      const version = Number(form.get('version'));
      await visit.fhir.operate(
        [form.get('type') ?? '', form.get('id') ?? '', '$undo'],
        [{ name: 'version', valuePositiveInt: version }],
      );
      return back(visit, 'changes');
    },
  },
];

function personOf({ params }: Visit): string {
  return params['person'] ?? '';
}

function back(visit: Visit, place: string): { readonly goTo: string } {
  return { goTo: `${visit.home}/plans/${encodeURIComponent(personOf(visit))}?done=1#${place}` };
}

function incomplete(): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'Skjemaet er ikke fylt ut slik det skal. Gå tilbake og velg hva det gjelder, og en gyldig dato.',
      nn: 'Skjemaet er ikkje fylt ut slik det skal. Gå tilbake og vel kva det gjeld, og ein gyldig dato.',
      en: 'The form is not filled in as it should be. Go back and choose what it is about, and a valid date.',
    },
    { where: 'form', expected: 'a kind of consent, an organization number, a day' },
  );
}

function answeredAlready(): SamplanError {
  return new SamplanError('already-decided', {
    nb: 'Forslaget har fått svar i mellomtiden. Ingenting er gjort.',
    nn: 'Framlegget har fått svar i mellomtida. Ingenting er gjort.',
    en: 'The proposal was answered meanwhile. Nothing was done.',
  });
}
