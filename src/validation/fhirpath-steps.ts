import type { ElementTree } from './element-tree.ts';
import { type Code, EMPTY, fromValues, Untranslatable } from './fhirpath-code.ts';
import { inlineExtension, inlineStep } from './fhirpath-inline.ts';
import { type Key, shapeOf, stepTo } from './fhirpath-shape.ts';
import type { Expression } from './fhirpath-syntax.ts';
import { one, Primitive, readKeys, type Values } from './fhirpath-values.ts';

/** Steps of a path, and what narrows them (http://hl7.org/fhirpath/N1/#path-selection). */

type TreeOf = (type: string) => ElementTree | undefined;

/** `before.name`. */
export function member(before: Code, name: string, treeOf: TreeOf): Code {
  if (before.shape.objects.length === 0 && !['id', 'extension', 'value'].includes(name)) {
    // A primitive has no such child: a choice of types asks for what only some of them have.
    return fromValues(() => [], EMPTY);
  }
  const step = stepTo(before.shape, name, treeOf);
  if (!step) {
    throw new Untranslatable(`the step ${name}`);
  }
  const { keys, shape } = step;
  const inline = step.isSingle && before.inline ? inlineStep(before.inline, keys) : undefined;
  const single =
    step.isSingle && before.single ? { single: singleStep(before.single, keys), ...(inline ? { inline } : {}) } : {};
  if (before.path?.length === 0) {
    const values: Code['values'] = (item) => {
      const into: unknown[] = [];
      readKeys(item, keys, into);
      return into;
    };
    return { ...fromValues(values, shape), path: [keys], ...single };
  }
  const values: Code['values'] = (item, scope) => {
    const into: unknown[] = [];
    for (const holder of before.values(item, scope)) {
      readKeys(holder, keys, into);
    }
    return into;
  };
  return { ...fromValues(values, shape), ...(before.path ? { path: [...before.path, keys] } : {}), ...single };
}

/** The value of a key, or of the one key of a choice that is there. */
function singleStep(before: NonNullable<Code['single']>, keys: readonly Key[]): NonNullable<Code['single']> {
  return (item, scope) => {
    const holder = before(item, scope);
    if (typeof holder !== 'object' || holder === null) {
      return undefined;
    }
    for (const { key } of keys) {
      const value = (holder as Record<string, unknown>)[key];
      if (value !== undefined && value !== null) {
        return Array.isArray(value) ? one(value) : value;
      }
    }
    return undefined;
  };
}

function valuesAt(item: unknown, path: readonly (readonly Key[])[]): Values {
  let values: unknown[] = [item];
  for (const keys of path) {
    const next: unknown[] = [];
    for (const holder of values) {
      readKeys(holder, keys, next);
    }
    values = next;
  }
  return values;
}

/** A choice element narrowed to one of its types; undefined for what is none. */
export function ofChoice(code: Code, type: string, treeOf: TreeOf): Code | undefined {
  const keys = code.path?.at(-1);
  const exact = keys?.filter((key) => key.type === type);
  const shape = shapeOf(type, treeOf);
  if (!keys || !code.path || keys.length < 2 || !exact || !shape) {
    return undefined;
  }
  // A type that others specialize (Quantity, string, uri) is left to the engine, which knows them.
  if (exact.length !== 1 || /^(?:Quantity|string|uri|integer|Element|Resource|DomainResource)$/.test(type)) {
    return undefined;
  }
  const path = [...code.path.slice(0, -1), exact];
  return { ...fromValues((item) => valuesAt(item, path), shape), path };
}

/** Resources narrowed to one type; undefined where none may stand. */
export function ofResource(code: Code, type: string, treeOf: TreeOf): Code | undefined {
  const shape = shapeOf(type, treeOf);
  if (!code.shape.isAnyResource || !shape || shape.isAnyResource || shape.primitives.length > 0) {
    return undefined;
  }
  return fromValues(
    (item, scope) =>
      code.values(item, scope).filter((each) => (each as { resourceType?: unknown }).resourceType === type),
    shape,
  );
}

/** `extension('url')`. */
export function extension(code: Code, url: Expression | undefined, treeOf: TreeOf): Code {
  const shape = shapeOf('Extension', treeOf);
  if (!shape || url?.kind !== 'literal' || url.type !== 'string') {
    throw new Untranslatable('extension()');
  }
  const isPlain = code.path?.length === 0 && code.shape.primitives.length === 0;
  const holds = (each: unknown): boolean => (each as { url?: unknown } | null)?.url === url.value;
  return {
    ...fromValues(
      (item, scope) => code.values(item, scope).flatMap((holder) => extensionsOf(holder).filter(holds)),
      shape,
    ),
    exists: (item, scope) =>
      code.path?.length === 0
        ? extensionsOf(item).some(holds)
        : code.values(item, scope).some((holder) => extensionsOf(holder).some(holds)),
    ...(isPlain ? { inlineExists: inlineExtension(String(url.value)) } : {}),
  };
}

function extensionsOf(holder: unknown): readonly unknown[] {
  const target = holder instanceof Primitive ? holder.element : holder;
  const list =
    typeof target === 'object' && target !== null ? (target as { extension?: unknown }).extension : undefined;
  return Array.isArray(list) ? list : [];
}
