import { INGRID } from './ingrid.ts';
import { JONAS } from './jonas.ts';
import { LIV } from './liv.ts';
import { MAGNUS } from './magnus.ts';
import { OLE } from './ole.ts';
import { PER } from './per.ts';
import type { Person } from './person.ts';
import { RANDI } from './randi.ts';
import { SOLVEIG } from './solveig.ts';

/** The people of the story so far, in its order. */
export const EVERYONE: readonly Person[] = [INGRID, JONAS, PER, SOLVEIG, MAGNUS, LIV, OLE, RANDI];
