import type { Caller } from './caller.ts';
import { AccessRefused } from './refusal.ts';
import { type Asked, reachOf } from './scopes.ts';

/** HelseID's level "substantial": below it nobody is told anything of a person. */
const SUBSTANTIAL = 3;

/**
 * The caller as far as its scopes let it do what it asks for: the same, or held to the patient of its launch.
 *
 * @throws AccessRefused `insufficient-scope`, `agreement-mode`, `emergency-reads-only`
 * @example
 * permitted(caller, { type: 'Goal', right: 'r' }).patient // undefined: everybody whom it reaches
 */
export function permitted<C extends Caller>(caller: C, asked: Asked): C {
  const isReading = asked.right === 'r' || asked.right === 's';
  if (caller.emergency !== undefined && !isReading) throw new AccessRefused('emergency-reads-only');
  if (!(isReading ? caller.may.read : caller.may.write)) throw new AccessRefused('agreement-mode');
  const { patient, ...everybody } = caller;
  if (caller.grants === 'everything') return caller;
  const person = (caller.person?.level ?? 0) >= SUBSTANTIAL;
  const reach = reachOf(caller.grants, asked, { person, patient: patient !== undefined });
  // What is about no type is about everybody.
  if (reach === undefined || (reach === 'patient' && asked.type === '*' && !asked.isAboutOne)) {
    throw new AccessRefused('insufficient-scope', { scope: `system/${asked.type}.${asked.right}` });
  }
  return reach === 'patient' ? caller : (everybody as C);
}

/**
 * Refuses what a caller asks for besides what it was permitted, where that reaches further than its scopes do: what it sees is not narrowed
 * for each type.
 *
 * @throws AccessRefused as `permitted`
 */
export function permittedToo(identified: Caller, caller: Caller, asked: Asked): void {
  const { patient } = permitted(identified, asked);
  if (caller.grants === 'everything' || patient === undefined || caller.patient !== undefined) return;
  throw new AccessRefused('insufficient-scope', { scope: `system/${asked.type}.${asked.right}` });
}

/**
 * Whether a right that is asked for besides is there.
 *
 * @param ask throws AccessRefused where it is not
 * @example
 * isPermitted(() => permittedToo(identified, caller, { type: 'Goal', right: 'r' }));
 */
export function isPermitted(ask: () => void): boolean {
  try {
    ask();
    return true;
  } catch (error) {
    if (error instanceof AccessRefused) return false;
    throw error;
  }
}

/**
 * True where a client may read and search every type by itself, of everybody whom its organization reaches.
 *
 * @example
 * readsAll(grantsOf('system/*.rs', 'nhn:samplan')); // true
 */
export function readsAll(grants: Caller['grants']): boolean {
  if (grants === 'everything') return true;
  const rights = grants.filter(({ context, type }) => context === 'system' && type === '*').map((one) => one.rights);
  return ['r', 's'].every((right) => rights.some((some) => some.includes(right)));
}
