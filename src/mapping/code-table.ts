import type { Json } from '../record/json.ts';

/** A table of codes.json: a ConceptMap (http://hl7.org/fhir/R4/conceptmap.html), source codes to codes of one or more systems. */
export interface CodeTableDocument {
  readonly group: readonly {
    readonly source?: string;
    readonly target: string;
    readonly element: readonly {
      readonly code: string;
      readonly display?: string;
      readonly target: readonly {
        readonly code: string;
        readonly display?: string;
        /**
         * `equivalent` (or `equal`): both ways. `wider`: into FHIR only. `narrower`: out of FHIR only.
         * (http://hl7.org/fhir/R4/valueset-concept-map-equivalence.html)
         */
        readonly equivalence: 'equal' | 'equivalent' | 'wider' | 'narrower';
      }[];
    }[];
  }[];
}

export interface TargetCode {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

/** A code table made ready. What it does not name has no counterpart: nothing is guessed. */
export interface CodeTable {
  readonly toFhir: ReadonlyMap<string, TargetCode>;
  /** By `system|code`, and by the code alone where the element has no system. */
  readonly toSource: ReadonlyMap<string, string>;
  readonly systems: ReadonlySet<string>;
}

/** What is wrong with a table: two codes for one, one way or the other. */
export interface TableFault {
  readonly code: string;
}

export function compileTable({ group }: CodeTableDocument): CodeTable | TableFault {
  const toFhir = new Map<string, TargetCode>();
  const toSource = new Map<string, string>();
  const systems = new Set<string>();
  for (const { target: system, element } of group) {
    systems.add(system);
    for (const { code: sourceCode, target: targets } of element) {
      for (const { code, display, equivalence } of targets) {
        if (equivalence !== 'narrower') {
          if (toFhir.has(sourceCode)) return { code: sourceCode };
          toFhir.set(sourceCode, display === undefined ? { system, code } : { system, code, display });
        }
        if (equivalence !== 'wider') {
          if (toSource.has(`${system}|${code}`)) return { code };
          toSource.set(`${system}|${code}`, sourceCode);
        }
      }
    }
  }
  return { toFhir, toSource, systems };
}

/** The code of an element without a system: its table has one system, whose codes it holds. */
export function sourceOfPlainCode({ toSource, systems }: CodeTable, code: Json): string | undefined {
  for (const system of systems) {
    const found = toSource.get(`${system}|${String(code)}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
