import { AGES, BY_OTHERS } from './ages.ts';
import type { Chapter } from './case.ts';
import { IHE_PCF } from './ihe-pcf.ts';
import { EMERGENCIES, KINDS, LABELLED, POLICIES, READERS } from './kinds.ts';
import { ACTORS, SCOPES } from './narrowing.ts';
import { NATIONAL_STORE } from './national-store.ts';
import { DEEPEST, PERIODS, SPELLINGS } from './spellings.ts';

/** The decision table, in the order of docs/consent-decisions.md. */
export const CHAPTERS: readonly Chapter[] = [
  KINDS,
  NATIONAL_STORE,
  DEEPEST,
  SPELLINGS,
  PERIODS,
  ACTORS,
  SCOPES,
  AGES,
  BY_OTHERS,
  LABELLED,
  POLICIES,
  EMERGENCIES,
  READERS,
  IHE_PCF,
];
