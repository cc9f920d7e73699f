import { AMINA } from './amina.ts';
import { ARNE } from './arne.ts';
import { BERIT } from './berit.ts';
import { EMIL } from './emil.ts';
import { GUNNAR } from './gunnar.ts';
import { HANNA } from './hanna.ts';
import { INGRID } from './ingrid.ts';
import { JONAS } from './jonas.ts';
import { LIV } from './liv.ts';
import { MAGNUS } from './magnus.ts';
import { NILS } from './nils.ts';
import { OLE } from './ole.ts';
import { PER } from './per.ts';
import type { Person } from './person.ts';
import { RANDI } from './randi.ts';
import { SARA } from './sara.ts';
import { SOLVEIG } from './solveig.ts';
import { TUVA } from './tuva.ts';

/** The people of the story so far, in its order. */
export const EVERYONE: readonly Person[] = [
  INGRID,
  JONAS,
  AMINA,
  PER,
  SOLVEIG,
  MAGNUS,
  LIV,
  OLE,
  SARA,
  NILS,
  BERIT,
  TUVA,
  ARNE,
  RANDI,
  EMIL,
  HANNA,
  GUNNAR,
];
