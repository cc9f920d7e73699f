import { equal, isObject, type Json, type JsonObject } from '../record/json.ts';
import { type Constant, inventedAt } from './constant.ts';
import { accessOf, type Draft, type FhirAccess, type Found } from './fhir-access.ts';
import type { FhirPath } from './fhir-path.ts';
import type { Kind } from './kind/kind.ts';
import { pointerTo, tellDifferences } from './loss.ts';
import { type MappingRule, mappingFinding } from './mapping-finding.ts';
import type { IncomingPart, OutgoingPart, Run } from './run.ts';
import { type SourceAccess, type SourcePath, sourceAccess } from './source-access.ts';

/** A pair made ready: the one text, run in either direction. */
export interface Pair {
  readonly isLate: boolean;
  read(part: IncomingPart, run: Run): void;
  writeBack(part: OutgoingPart, run: Run): void;
}

/** A condition on the source: asked on the way in, written on the way back. */
export interface Condition {
  readonly access: SourceAccess;
  readonly value: Json;
}

export interface PairParts {
  readonly sources: readonly SourcePath[];
  readonly fhir: FhirPath;
  readonly kind: Kind;
  /** Where the pair stands in the mapping, for findings. */
  readonly place: string;
  readonly when: Condition | undefined;
  readonly beside: readonly Constant[];
  readonly fallback: Json | undefined;
  readonly sourceFallback: Json | undefined;
}

export function compilePair(parts: PairParts): Pair {
  const { sources, when, beside, kind } = parts;
  const pair = sources.length === 1 && sources[0]?.each === true ? listPair(parts) : singlePair(parts);
  return {
    isLate: kind.isLate === true,
    read(part, run) {
      if (when && when.access.peek(part.source) !== when.value) return;
      pair.read(part, run);
    },
    writeBack(part, run) {
      if (!parts.fhir.steps.some(({ each }) => each) && !beside.every((each) => each.isIn(part.resource))) return;
      pair.writeBack(part, run);
    },
  };
}

type Ways = Pick<Pair, 'read' | 'writeBack'>;

function singlePair(parts: PairParts): Ways {
  const { kind, when, beside, fallback, sourceFallback } = parts;
  const source = sourceOf(parts.sources);
  const fhir = accessOf(parts.fhir);
  const fits = kind.fits?.bind(kind);
  return {
    read({ source: scope, pointer, target }, run) {
      const found = source.find(scope, pointer, run.marks);
      if (!found) {
        if (fallback === undefined) return;
        run.losses.push({ pointer: source.pointerIn(pointer), reason: 'invented' });
        write(fhir, target, fallback, beside);
        return;
      }
      const value = translate(found, kind.toFhir, kind.toSource, parts, run, 'source');
      if (value === undefined) return;
      when?.access.find(scope, pointer, run.marks)?.take();
      write(fhir, target, value, beside);
    },
    writeBack({ resource, pointer, target, before }, run) {
      const found = fhir.find(resource, pointer, run.marks, fits);
      const kept = before && source.peek(before);
      if (!found) {
        // A pair of another case may have written it.
        if (sourceFallback !== undefined && source.peek(target) === undefined) {
          run.losses.push(inventedAt(parts.fhir, resource, pointer));
          source.write(target, sourceFallback);
        }
        return;
      }
      // What the receiver has and would say the same is left as it wrote it.
      if (kept !== undefined && equal(kind.toFhir(kept, run), found.value)) {
        found.take();
        source.write(target, kept);
      } else {
        const value = translate(found, kind.toSource, kind.toFhir, parts, run, 'fhir');
        if (value === undefined) return;
        source.write(target, value);
      }
      for (const each of beside) each.take(resource, run.marks);
      when?.access.write(target, when.value);
    },
  };
}

function listPair(parts: PairParts): Ways {
  const { kind, beside } = parts;
  const [source] = parts.sources.map(sourceAccess) as [SourceAccess];
  const cut = parts.fhir.steps.findIndex(({ each }) => each);
  const list = accessOf({ ...parts.fhir, steps: parts.fhir.steps.slice(0, cut + 1) });
  const rest = parts.fhir.steps.slice(cut + 1);
  const inItem = rest.length > 0 ? accessOf({ ...parts.fhir, steps: rest }) : undefined;
  return {
    read({ source: scope, pointer, target }, run) {
      const found = source.find(scope, pointer, run.marks);
      if (!found || !Array.isArray(found.value) || found.value.length === 0) return;
      const values = found.value as readonly Json[];
      found.enter();
      run.marks.touch(found.value);
      for (const [index, value] of values.entries()) {
        const at: Found = {
          value,
          pointer: pointerTo(found.pointer, index),
          enter: () => undefined,
          take: () => run.marks.take(values, index),
        };
        const translated = translate(at, kind.toFhir, kind.toSource, parts, run, 'source');
        if (translated === undefined) continue;
        if (!inItem) list.write(target, translated);
        else {
          const item: Draft = {};
          write(inItem, item, translated, beside);
          list.write(target, item);
        }
      }
    },
    writeBack({ resource, pointer, target, before }, run) {
      const values: Json[] = [];
      const old = source.peek(before);
      const kept: Json[] = Array.isArray(old) ? [...(old as readonly Json[])] : [];
      const passed = new Set<Json>();
      const isNext = (item: Json): boolean => {
        if (isObject(item) && passed.has(item)) return false;
        if (!inItem) return kind.fits?.(item) ?? true;
        return isObject(item) && beside.every((each) => each.isIn(item));
      };
      for (let item = list.find(resource, pointer, run.marks, isNext); item; item = nextIn()) {
        const at = inItem ? inItem.find(item.value as JsonObject, item.pointer, run.marks, kind.fits) : item;
        passed.add(item.value);
        if (!at) continue;
        const same = kept.findIndex((each) => equal(kind.toFhir(each, run), at.value));
        const value = same < 0 ? translate(at, kind.toSource, kind.toFhir, parts, run, 'fhir') : kept[same];
        if (same >= 0) {
          at.take();
          kept.splice(same, 1);
        }
        if (value !== undefined) values.push(value);
        if (!inItem) continue;
        item.enter();
        if (value === undefined) run.losses.push({ pointer: item.pointer, reason: 'unmapped' });
        else for (const each of beside) each.take(item.value as JsonObject, run.marks);
      }
      if (values.length > 0) source.write(target, values);

      function nextIn(): Found | undefined {
        return list.find(resource, pointer, run.marks, isNext);
      }
    },
  };
}

/**
 * One value over to the other side, and back where the kind may change it. Read is what has a counterpart, and what has
 * none is told.
 */
function translate(
  found: Found,
  over: Kind['toFhir'],
  back: Kind['toFhir'],
  { kind, place }: PairParts,
  run: Run,
  side: 'source' | 'fhir',
): Json | undefined {
  const value = over.call(kind, found.value, run);
  found.take();
  if (value === undefined) {
    run.losses.push({ pointer: found.pointer, reason: 'unmapped' });
    run.findings.push(mappingFinding(ruleOf(kind, side), found.pointer, place, kind.system));
    return undefined;
  }
  if (!kind.isExact && !kind.isLate)
    tellDifferences(found.value, back.call(kind, value, run), found.pointer, run.losses);
  if (kind.isLate && side === 'fhir') tellExtras(found, run);
  return value;
}

/** Of a Reference only its target comes back: a display does not. */
function tellExtras({ value, pointer }: Found, run: Run): void {
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) {
    if (key !== 'reference') run.losses.push({ pointer: pointerTo(pointer, key), reason: 'changed' });
  }
  if (value['reference'] === undefined)
    run.losses.push({ pointer: pointerTo(pointer, 'reference'), reason: 'invented' });
}

function ruleOf({ system, isLate }: Kind, side: 'source' | 'fhir'): MappingRule {
  if (isLate) return 'mapping-reference';
  if (system === undefined) return 'mapping-value';
  return side === 'source' ? 'mapping-code' : 'mapping-code-back';
}

function write(fhir: FhirAccess, target: Draft, value: Json, beside: readonly Constant[]): void {
  fhir.write(target, value);
  for (const each of beside) each.write(target);
}

/** One field of the source, or several as one object of them. */
function sourceOf(paths: readonly SourcePath[]): SourceAccess {
  const [only, ...more] = paths.map(sourceAccess);
  if (only && more.length === 0) return only;
  const fields = paths.map((path) => [path.text, sourceAccess(path)] as const);
  return {
    pointerIn: (pointer) => only?.pointerIn(pointer) ?? pointer,
    peek(scope) {
      const entries = fields.map(([name, access]) => [name, access.peek(scope)] as const);
      const there = entries.filter(([, value]) => value !== undefined);
      return there.length === 0 ? undefined : (Object.fromEntries(there) as JsonObject);
    },
    find(scope, pointer, marks) {
      const there = fields.flatMap(([name, access]) => {
        const found = access.find(scope, pointer, marks);
        return found ? [[name, found] as const] : [];
      });
      if (there.length === 0) return undefined;
      return {
        value: Object.fromEntries(there.map(([name, { value }]) => [name, value])),
        pointer,
        enter: () => there.forEach(([, found]) => void found.enter()),
        take: () => there.forEach(([, found]) => void found.take()),
      };
    },
    write(scope, value) {
      if (!isObject(value)) return;
      for (const [name, access] of fields) {
        const field = value[name];
        if (field !== undefined) access.write(scope, field);
      }
    },
  };
}
