import { type Code, fromTruth, fromValues } from './fhirpath-code.ts';
import type { Shape } from './fhirpath-shape.ts';
import { counted, raw, type Scope } from './fhirpath-values.ts';

/** `resolve()`: what references lead to (http://hl7.org/fhir/R4/fhirpath.html#functions). */

/** The target of a reference is neither contained nor in the Bundle: what depends on it cannot be told here. */
export class NotInHand extends Error {
  constructor() {
    super('the target of a reference is not in hand');
    this.name = 'NotInHand';
  }
}

function referenceOf(item: unknown): unknown {
  const value = raw(item);
  return typeof value === 'object' && value !== null ? (value as { readonly reference?: unknown }).reference : value;
}

function inHand(item: unknown, { pass }: Scope): Record<string, unknown> | undefined {
  const reference = referenceOf(item);
  return typeof reference === 'string' ? pass.resolve(reference) : undefined;
}

/** The type that a reference leads to, as far as it tells by itself. */
function typeOf(item: unknown, { pass }: Scope): string {
  const value = raw(item);
  const type = typeof value === 'string' ? pass.typeOf(value) : pass.typeOfReference(value);
  if (type === undefined) {
    throw new NotInHand();
  }
  return type;
}

/** A resource of which only the type is known: it can be counted, and anything else that is asked of it cannot be told. */
function unseen(resourceType: string): object {
  const tell = (): never => {
    throw new NotInHand();
  };
  return new Proxy(
    { resourceType },
    { get: (target, key) => (key === 'resourceType' ? target.resourceType : tell()), ownKeys: tell, has: tell },
  );
}

/** What the references lead to. */
export function resolved(code: Code, shape: Shape): Code {
  return fromValues(
    (item, scope) =>
      counted(code.values(item, scope), scope).map((each) => {
        const target = inHand(each, scope);
        if (!target) {
          throw new NotInHand();
        }
        return target;
      }),
    shape,
  );
}

const ANY = new Set(['Resource', 'DomainResource']);

/** `resolve() is Patient`: where the reference tells the type, its target need not be in hand. */
export function resolvedIs(code: Code, type: string): Code {
  return fromTruth((item, scope) => {
    const types = counted(code.values(item, scope), scope).map((each) => typeOf(each, scope));
    return types.length === 0 ? undefined : types.some((each) => each === type || ANY.has(type));
  });
}

/** `resolve().ofType(Patient)`: those of the type, also where nothing more is known of them. */
export function resolvedOfType(code: Code, type: string, shape: Shape): Code {
  return fromValues(
    (item, scope) =>
      counted(code.values(item, scope), scope)
        .filter((each) => typeOf(each, scope) === type || ANY.has(type))
        .map((each) => inHand(each, scope) ?? unseen(typeOf(each, scope))),
    shape,
  );
}
