import { allConcepts, type CodeSystem, type Concept, codesOf } from './code-system.ts';
import { safeRegex } from './safe-regex.ts';

import { MAX_WORK, TooMuchWork, type Work } from './work.ts';

/** What narrows an include of a value set. */
export interface Filter {
  readonly property: string;
  readonly op: string;
  readonly value: string;
}

/**
 * The codes that one filter of a value set leaves of a complete code system; undefined for a filter that is not understood: its
 * value set is then known in part (http://hl7.org/fhir/R4/valueset-filter-operator.html).
 *
 * @example
 * filteredCodes(system, { property: 'status', op: '=', value: 'active' }); // Set { 'LE', 'SP' }
 */
export function filteredCodes(system: CodeSystem, filter: Filter): ReadonlySet<string> | undefined {
  return filter.property === 'concept' && byHierarchy.has(filter.op)
    ? underConcept(system, filter)
    : byProperty(system, filter);
}

const byHierarchy = new Set(['is-a', 'descendent-of', 'is-not-a', 'generalizes']);

function underConcept({ concept }: CodeSystem, { op, value }: Filter): ReadonlySet<string> | undefined {
  const root = [...allConcepts(concept)].find(({ code }) => code === value);
  if (!root) return undefined;
  switch (op) {
    case 'is-a':
      return codesOf([root]);
    case 'descendent-of':
      return codesOf(root.concept);
    case 'is-not-a':
      return codesOf(concept).difference(codesOf([root]));
    default:
      return codesOf([...allConcepts(concept)].filter((each) => codesOf([each]).has(value)).map(alone));
  }
}

const alone = ({ code }: Concept): Concept => ({ code });

function byProperty(system: CodeSystem, { property, op, value }: Filter): ReadonlySet<string> | undefined {
  const concepts = [...allConcepts(system.concept)];
  // A property that the system does not have may be one that its concepts do not show.
  if (!hasProperty(system, concepts, property)) return undefined;
  const holds = testOf(op, value);
  try {
    return holds && new Set(concepts.filter((concept) => holds(valuesOf(concept, property))).map(({ code }) => code));
  } catch (error) {
    if (error instanceof TooMuchWork) return undefined;
    throw error;
  }
}

function hasProperty({ property = [] }: CodeSystem, concepts: readonly Concept[], name: string): boolean {
  return (
    ['concept', 'code', 'display'].includes(name) ||
    property.some(({ code }) => code === name) ||
    concepts.some((concept) => concept.property?.some(({ code }) => code === name))
  );
}

function valuesOf(concept: Concept, name: string): readonly string[] {
  if (name === 'concept' || name === 'code') return [concept.code];
  if (name === 'display') return concept.display === undefined ? [] : [concept.display];
  return (concept.property ?? [])
    .filter(({ code }) => code === name)
    .map((given) => textOf(given.valueCoding?.code ?? Object.entries(given).find(([key]) => key !== 'code')?.[1]));
}

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

type PropertyTest = (values: readonly string[]) => boolean;

function testOf(op: string, value: string): PropertyTest | undefined {
  const listed = new Set(value.split(',').map((each) => each.trim()));
  switch (op) {
    case '=':
      return (values) => values.includes(value);
    case 'in':
      return (values) => values.some((each) => listed.has(each));
    case 'not-in':
      return (values) => !values.some((each) => listed.has(each));
    case 'exists':
      return value === 'true' || value === 'false' ? (values) => values.length > 0 === (value === 'true') : undefined;
    case 'regex': {
      const test = safeRegex(value, true);
      const work = budget();
      return test && ((values) => values.some((each) => test(each, work)));
    }
    default:
      return undefined;
  }
}

/** What a regular expression may cost on all of a code system. */
function budget(): Work {
  let left = MAX_WORK;
  return {
    spend(amount) {
      left -= amount;
      if (left < 0) throw new TooMuchWork();
    },
  };
}
