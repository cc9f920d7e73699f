import type { Bundle, ParametersParameter, Task } from '@medplum/fhirtypes';
import { SamplanError } from '../../errors.ts';
import { conflictHead, conflictView } from '../conflict-view.ts';
import { namesOf } from '../names-of.ts';
import type { Action, Page } from '../page.ts';
import { said } from '../said.ts';
import { resourcesIn } from '../seen-record.ts';
import { CONFLICT } from '../texts/conflict-texts.ts';
import { nextPage, OPEN_CONFLICTS, pageOf } from './filtered-persons.ts';

/** As many as a page shows. */
const COUNT = 50;

/**
 * What waits for a person's decision.
 *
 * @example
 * const pages = [conflicts, conflict];
 */
export const conflicts: Page = {
  name: 'conflicts',
  path: '/conflicts',
  menu: CONFLICT.list,
  asks: { type: 'Task', right: 's' },
  isForController: true,
  async show(visit) {
    const { fhir, language, query } = visit;
    const t = said(CONFLICT, language);
    const bundle = await fhir.read<Bundle>(['Task'], [...OPEN_CONFLICTS, ...pageOf(query, COUNT)]);
    const found = resourcesIn(bundle).filter((one): one is Task => one.resourceType === 'Task');
    const next = nextPage(bundle);
    const nameOf = await namesOf(
      visit,
      found.flatMap((task) => task.for ?? []),
    );
    return {
      title: t.list,
      template: 'conflicts',
      data: {
        t,
        ...(next === undefined ? {} : { next: new URLSearchParams({ page: next }).toString() }),
        conflicts: found.map((task) => ({ ...conflictHead(task, language), name: nameOf(task.for) ?? t.unnamed })),
      },
    };
  },
};

/** One conflict: what was, what stands, what the partner has, and what can be decided. */
export const conflict: Page = {
  name: 'conflict',
  path: '/conflicts/:task',
  asks: { type: 'Task', right: 'r' },
  async show(visit) {
    const { fhir, language, params } = visit;
    const t = said(CONFLICT, language);
    const task = await fhir.read<Task>(['Task', params['task'] ?? '']);
    const [type = '', id = ''] = task.focus?.reference?.split('/') ?? [];
    const ours = type === 'CarePlan' ? await fhir.read([type, id]) : undefined;
    const view = conflictView(task, ours, language);
    if (!view) throw noConflict();
    const nameOf = await namesOf(visit, task.for ? [task.for] : []);
    return { title: t.title, template: 'conflict', data: { t, ...view, name: nameOf(task.for) ?? t.unnamed } };
  },
};

/** A decision, by the operation that the API has for it. One that was made meanwhile is told and changes nothing. */
export const decideConflict: Action = {
  name: 'resolve-conflict',
  path: '/conflicts/:task',
  asks: { type: 'Task', right: 'u' },
  async act({ fhir, home, params }, form) {
    const path = ['Task', params['task'] ?? ''];
    const decided = await fhir.operate<Task>([...path, '$resolve-conflict'], [decisionIn(form)]);
    const person = /^Patient\/(.+)$/.exec(decided.for?.reference ?? '')?.[1] ?? '';
    return { goTo: `${home}/plans/${encodeURIComponent(person)}?done=1` };
  },
};

function decisionIn(form: URLSearchParams): ParametersParameter {
  switch (form.get('decision')) {
    case 'take:record':
      return { name: 'take', valueCode: 'record' };
    case 'take:partner':
      return { name: 'take', valueCode: 'partner' };
    case 'as:sub-plan':
      return { name: 'as', valueCode: 'sub-plan' };
    case 'as:merge':
      return { name: 'as', valueCode: 'merge' };
    case 'as:replaced':
      return { name: 'as', valueCode: 'replaced' };
    case 'value': {
      // A browser writes a new line in two characters.
      const text = (form.get('value') ?? '').replaceAll('\r\n', '\n').trim();
      if (text !== '') return { name: 'value', valueString: JSON.stringify(text) };
      throw undecided();
    }
    default:
      throw undecided();
  }
}

function noConflict(): SamplanError {
  return new SamplanError('not-found', {
    nb: 'Det finnes ingen konflikt med denne adressen.',
    nn: 'Det finst ingen konflikt med denne adressa.',
    en: 'There is no conflict at this address.',
  });
}

function undecided(): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'Ingenting er valgt. Gå tilbake og velg hva som skal stå.',
      nn: 'Ingenting er valt. Gå tilbake og vel kva som skal stå.',
      en: 'Nothing is chosen. Go back and choose what is to stand.',
    },
    { where: 'form', expected: 'a decision' },
  );
}
