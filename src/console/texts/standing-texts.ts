import type { RunSummary } from '../../store/partner-memory.ts';
import type { Standing } from '../../store/standing.ts';
import type { Text } from '../../validation/finding.ts';

/** Standings in words. */
export const STANDING_NAMES: Readonly<Record<Standing, Text>> = {
  'in-step': { nb: 'i takt', nn: 'i takt', en: 'in step' },
  owed: { nb: 'skal sendes', nn: 'skal sendast', en: 'owed' },
  delivering: { nb: 'sendes nå', nn: 'blir sendt no', en: 'delivering' },
  held: { nb: 'holdt tilbake', nn: 'halden tilbake', en: 'held' },
  blocked: { nb: 'må rettes', nn: 'må rettast', en: 'blocked' },
  'in-conflict': { nb: 'i konflikt', nn: 'i konflikt', en: 'in conflict' },
  unreachable: { nb: 'når ikke fram', nn: 'når ikkje fram', en: 'unreachable' },
};

/** What a pass came to. */
export const OUTCOME_NAMES: Readonly<Record<RunSummary['outcome'], Text>> = {
  completed: { nb: 'fullført', nn: 'fullført', en: 'completed' },
  unreachable: { nb: 'nådde ikke fram', nn: 'nådde ikkje fram', en: 'unreachable' },
  paused: { nb: 'partneren ba om å vente', nn: 'partnaren bad om å vente', en: 'paused by the partner' },
  stopped: { nb: 'stanset: for mye manglet', nn: 'stansa: for mykje mangla', en: 'stopped: too much was missing' },
  skipped: {
    nb: 'en annen prosess var i gang',
    nn: 'ein annan prosess var i gang',
    en: 'skipped: another process was at it',
  },
  interrupted: { nb: 'avbrutt', nn: 'avbroten', en: 'interrupted' },
  failed: { nb: 'feilet', nn: 'feila', en: 'failed' },
};

/** Colours of the design system that go with them; the word stands there too. */
export const STANDING_COLOURS: Readonly<Record<Standing, string>> = {
  'in-step': 'success',
  owed: 'info',
  delivering: 'info',
  held: 'neutral',
  blocked: 'danger',
  'in-conflict': 'warning',
  unreachable: 'danger',
};

export const KIND_NAMES: Readonly<Record<RunSummary['kind'], Text>> = {
  pass: { nb: 'runde', nn: 'runde', en: 'pass' },
  reconciliation: { nb: 'avstemming', nn: 'avstemming', en: 'reconciliation' },
};
