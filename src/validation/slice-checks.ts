import { isObject } from './object-checks.ts';
import type { Check, Pass } from './pass.ts';

/** What generated code calls to tell slices apart. */

type Json = Record<string, unknown>;

/** The target of a reference, when it is contained or in the Bundle. */
export function targetOf(pass: Pass, value: unknown): Json | undefined {
  const reference = isObject(value) ? value['reference'] : undefined;
  return typeof reference === 'string' ? pass.resolve(reference) : undefined;
}

/** True when the target of a reference is contained or in the Bundle. */
export function isInHand(pass: Pass, value: unknown): boolean {
  return targetOf(pass, value) !== undefined;
}

export function someTarget(pass: Pass, value: unknown, test: (target: Json) => boolean): boolean {
  const target = targetOf(pass, value);
  return target !== undefined && test(target);
}

export function isTargetOf(pass: Pass, value: unknown, types: ReadonlySet<string>): boolean {
  const type = pass.typeOfReference(value);
  return type !== undefined && isAmong(type, types);
}

function isAmong(type: string, types: ReadonlySet<string>): boolean {
  return types.has(type) || types.has('Resource') || types.has('DomainResource');
}

export function isResourceOf(value: unknown, types: ReadonlySet<string>): boolean {
  const type = isObject(value) ? value['resourceType'] : undefined;
  return typeof type === 'string' && isAmong(type, types);
}

/** True when the value follows one of the profiles. */
export function isOfProfile(pass: Pass, value: unknown, checks: readonly Check[], types: ReadonlySet<string>): boolean {
  if (!isObject(value)) {
    return false;
  }
  const isResource = typeof value['resourceType'] === 'string';
  return (!isResource || isResourceOf(value, types)) && checks.some((check) => pass.conforms(check, value, isResource));
}
