import { FUNCTIONS, isConstant } from './fhirpath-names.ts';
import { partsOf } from './fhirpath-parts.ts';
import { type Expression, parseFhirPath } from './fhirpath-syntax.ts';
import { FhirPathSyntaxError } from './fhirpath-tokens.ts';
import { regexFault } from './safe-regex.ts';
import type { ElementDefinition, StructureDefinition } from './structure-definition.ts';
import { regexOf } from './value-source.ts';

const MATCHING = new Set(['matches', 'matchesFull', 'replaceMatches']);

/** Why an expression of an untrusted package cannot be run; undefined when it can. */
function expressionFault(text: string): string | undefined {
  let expression: Expression;
  try {
    expression = parseFhirPath(text);
  } catch (error) {
    if (error instanceof FhirPathSyntaxError) {
      return `is not FHIRPath: ${error.message}`;
    }
    throw error;
  }
  const parts = [...partsOf(expression)];
  const definesVariables = parts.some((part) => part.kind === 'call' && part.name === 'defineVariable');
  for (const part of parts) {
    if (part.kind === 'call' && !FUNCTIONS.has(part.name)) {
      return `calls ${part.name}(), which is no function of FHIRPath`;
    }
    if (part.kind === 'constant' && !definesVariables && !isConstant(part.name)) {
      return `has %${part.name}, which stands for nothing`;
    }
    const [pattern] = part.kind === 'call' && MATCHING.has(part.name) ? part.arguments : [];
    if (pattern && pattern.kind !== 'literal') {
      return 'has a regular expression that is not written out';
    }
    const reason = pattern ? regexFault(String(pattern.value)) : undefined;
    if (reason !== undefined) {
      return `has a regular expression that is not run: ${reason}`;
    }
  }
  return undefined;
}

interface ElementFault {
  readonly element: string;
  readonly reason: string;
}

/**
 * What keeps the elements of a definition from being run: expressions and regular expressions.
 *
 * `seen` keeps what is known of an expression from one definition to the next: snapshots repeat them.
 */
export function elementFaults(
  definition: StructureDefinition,
  seen: Map<string, string | undefined>,
): readonly ElementFault[] {
  const faults: ElementFault[] = [];
  const faultIn = (expression: string): string | undefined => {
    if (!seen.has(expression)) {
      seen.set(expression, expressionFault(expression));
    }
    return seen.get(expression);
  };
  const context = (definition.context ?? []).filter(({ type }) => type === 'fhirpath');
  for (const expression of [...context.map((each) => each.expression), ...(definition.contextInvariant ?? [])]) {
    const reason = faultIn(expression);
    if (reason !== undefined) {
      faults.push({ element: 'Extension', reason: `its context ${reason}` });
    }
  }
  for (const element of definition.snapshot?.element ?? []) {
    const add = (reason: string | undefined): void => {
      if (reason !== undefined) {
        faults.push({ element: nameOf(element), reason });
      }
    };
    for (const { key, expression } of element.constraint ?? []) {
      const reason = typeof expression === 'string' && !isInherited(key) ? faultIn(expression) : undefined;
      add(reason && `${key} ${reason}`);
    }
    for (const type of element.type ?? []) {
      const regex = regexOf(type);
      const reason = regex === undefined || isOwnType(type.code) ? undefined : regexFault(regex);
      add(reason && `has a regular expression that is not run: ${reason}`);
    }
  }
  return faults;
}

/** The constraints of every element and extension are built in. */
function isInherited(key: string): boolean {
  return key === 'ele-1' || key === 'ext-1';
}

/** The regexes on ids and urls of R4 itself come along in every snapshot. */
function isOwnType(code: string): boolean {
  return code.startsWith('http://hl7.org/fhirpath/');
}

function nameOf(element: ElementDefinition): string {
  return element.id ?? element.path;
}
