import { consentOf } from '../../../consent/consent-of.ts';
import type { ConsentKind } from '../../../consent/kind.ts';
import { SamplanError } from '../../../errors.ts';
import { proposedGoal } from '../../../record/own-goal.ts';
import type { Action, Visit } from '../../page.ts';
import { MINE } from '../../texts/mine-texts.ts';

const KINDS: readonly string[] = ['plan-made', 'access', 'publish', 'opposition'] satisfies readonly ConsentKind[];
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ORGANIZATION = /^\d{9}$/;
/** Characters of what she writes, as the fields have it. */
const MOST = 2000;

/**
 * What a person does on her own pages, each by the operation that the API has for it.
 *
 * @example
 * const actions = [...myActions];
 */
export const myActions: readonly Action[] = [
  {
    name: 'propose-goal',
    path: '/mine/goals',
    asks: { type: 'Goal', right: 'c' },
    isForHerself: 'alone',
    async act(visit, form) {
      const [text, due, note] = [said(form, 'wish'), said(form, 'due'), said(form, 'note')];
      if (text === '' || [text, note].some(({ length }) => length > MOST) || (due !== '' && !DAY.test(due)))
        throw incomplete();
      const goal = proposedGoal(
        { text, ...(due === '' ? {} : { due }), ...(note === '' ? {} : { notes: [note] }) },
        personOf(visit),
      );
      await visit.fhir.create(goal);
      return { goTo: `${visit.home}/mine?done=1#goals` };
    },
  },
  {
    name: 'record-consent',
    path: '/mine/consents',
    asks: { type: 'Consent', right: 'c' },
    isForHerself: 'alone',
    async act(visit, form) {
      const [kind, until, recipient] = [said(form, 'kind'), said(form, 'until'), said(form, 'recipient')];
      const isWhole =
        KINDS.includes(kind) &&
        (until === '' || DAY.test(until)) &&
        (recipient === '' ? kind !== 'access' : ORGANIZATION.test(recipient));
      if (!isWhole) throw incomplete();
      const consent = consentOf({
        kind: kind as ConsentKind,
        isDeclined: false,
        recipients: recipient === '' ? [] : [recipient],
        ...(until === '' ? {} : { until }),
      });
      await visit.fhir.operate(
        ['Patient', personOf(visit), '$record-consent'],
        [{ name: 'consent', resource: consent }],
      );
      return backToConsents(visit);
    },
  },
  {
    name: 'withdraw',
    path: '/mine/withdraw',
    asks: { type: 'Consent', right: 'u' },
    isForHerself: 'alone',
    async act(visit, form) {
      await visit.fhir.operate(['Consent', said(form, 'consent') || 'none', '$withdraw']);
      return backToConsents(visit);
    },
  },
];

function said(form: URLSearchParams, name: string): string {
  return (form.get(name) ?? '').trim();
}

/** Of whom nothing is here the API says so. */
function personOf({ caller }: Visit): string {
  return caller.patient || 'none';
}

function backToConsents({ home }: Visit): { readonly goTo: string } {
  return { goTo: `${home}/mine/consents?done=1` };
}

function incomplete(): SamplanError {
  return new SamplanError('bad-parameter', MINE.notDone, { where: 'form', expected: 'words, an organization, a day' });
}
