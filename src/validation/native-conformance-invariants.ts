import type { NativeEntry } from './invariant.ts';
import { list, object, type Value } from './invariant-values.ts';

/** Every object below, at any depth and without recursion, that is in a list of this name. */
function all(resource: Value, name: string): readonly Value[] {
  const found: Value[] = [];
  const stack: Value[] = [resource];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const items = list(next[name]);
    for (const item of items) {
      found.push(item);
      stack.push(item);
    }
  }
  return found;
}

function isDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

function rootOf(view: unknown): Value {
  return object(list(object(view)['element']).find(({ path }) => typeof path === 'string' && !path.includes('.')));
}

const described = ['label', 'code', 'requirements'];

/** Invariants of conformance resources whose expressions go through everything below (R4 4.0.1). */
export const conformanceInvariants: readonly NativeEntry[] = [
  [
    'csd-1',
    'concept.code.combine($this.descendants().concept.code).isDistinct()',
    (resource) => isDistinct(all(resource, 'concept').flatMap(({ code }) => (code === undefined ? [] : [code]))),
  ],
  [
    'que-2',
    'descendants().linkId.isDistinct()',
    (resource) => isDistinct(all(resource, 'item').flatMap(({ linkId }) => (linkId === undefined ? [] : [linkId]))),
  ],
  [
    'que-7',
    "operator = 'exists' implies (answer is Boolean)",
    ({ operator, answerBoolean }) => operator !== 'exists' || answerBoolean !== undefined,
  ],
  [
    'sdf-8a',
    "(%resource.kind = 'logical' or element.first().path.startsWith(%resource.type)) and (element.tail().empty() or element.tail().all(path.startsWith(%resource.differential.element.first().path.replaceMatches('\\\\..*','')&'.')))",
    ({ element }, { resource }) => {
      const [first, ...rest] = list(element);
      const path = first?.['path'];
      if (typeof path !== 'string') {
        return false;
      }
      const type = resource['type'];
      const whole = list(object(resource['differential'])['element'])[0]?.['path'];
      const start = `${typeof whole === 'string' ? whole.replace(/\.[^\n]*/g, '') : ''}.`;
      return (
        (resource['kind'] === 'logical' || (typeof type === 'string' && path.startsWith(type))) &&
        rest.every((each) => typeof each['path'] === 'string' && each['path'].startsWith(start))
      );
    },
  ],
  [
    'sdf-9',
    "children().element.where(path.contains('.').not()).label.empty() and children().element.where(path.contains('.').not()).code.empty() and children().element.where(path.contains('.').not()).requirements.empty()",
    ({ snapshot, differential }) =>
      [snapshot, differential].every((view) => described.every((name) => rootOf(view)[name] === undefined)),
  ],
];
