import type { CodeSystemConcept, ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import type { CompiledResource } from './shorthand-compiler.ts';

interface Text {
  readonly nb: string;
  readonly nn: string;
  readonly en: string;
}

/** One rule of the plan, as data: what it rests on, and what to tell whoever breaks it. */
export interface RuleRow {
  /** Stable: findings and clients name it. */
  readonly key: string;
  /** Letters of the contents of the plan (a–i) that it is about. */
  readonly content?: readonly string[];
  /** Where it is checked: an invariant or another element rule of a profile, or a rule of the whole record (src/law). */
  readonly kind: 'invariant' | 'element' | 'record';
  /** Ids of the profiles or extensions that hold it. */
  readonly profiles?: readonly string[];
  /** For an element rule: the element's id, and the rule of the validator. */
  readonly element?: string;
  readonly rule?: string;
  /** Key in `references`. */
  readonly reference: string;
  /** First and last day (`YYYY-MM-DD`) on which it is law; open where they are not known to matter. */
  readonly validFrom?: string;
  readonly validTo?: string;
  /** `form` rules refuse; `world` rules accept and say what is owed. */
  readonly phase: 'form' | 'world';
  readonly severity: 'error' | 'warning';
  readonly message: Text;
  readonly action: Text;
}

/** A clause of law or of a national guide. `read` says how well it is known; citations from memory are not certain. */
interface LegalReference {
  readonly act: string;
  readonly section: string;
  readonly read: 'verbatim' | 'secondary' | 'memory';
  readonly validFrom?: string;
}

/** profiles/fsh/rules.json; in the package with the rules of the whole record. */
export interface RuleTable {
  readonly references: Readonly<Record<string, LegalReference>>;
  readonly rules: readonly RuleRow[];
}

/** Rules of our own, apart from those of FHIR that a snapshot repeats. */
const OWN = /^ip-/;

/**
 * Every way in which the table and the compiled profiles disagree: an invariant without a row, a row without its
 * invariant or element, another severity or another English text, a reference that is not in the table.
 */
export function ruleFaults({ references, rules }: RuleTable, conformance: readonly CompiledResource[]): string[] {
  const structures = conformance.filter(isStructure);
  const placed = new Map<string, Set<string>>();
  const faults: string[] = [];
  for (const { id, differential } of structures) {
    for (const constraint of (differential?.element ?? []).flatMap(ownConstraints)) {
      placed.set(constraint.key, (placed.get(constraint.key) ?? new Set()).add(id));
      const row = rules.find(({ kind, key }) => kind === 'invariant' && key === constraint.key);
      if (!row) faults.push(`${constraint.key} is in ${id} but has no row`);
      else if (row.severity !== constraint.severity) faults.push(`${row.key} has another severity in ${id}`);
      else if (row.message.en !== constraint.human) faults.push(`${row.key} has another text in ${id}`);
    }
  }
  for (const row of rules) {
    if (!Object.hasOwn(references, row.reference)) faults.push(`${row.key} rests on an unknown "${row.reference}"`);
    faults.push(...placeFaults(row, placed.get(row.key), structures));
  }
  const keys = rules.map(({ key }) => key);
  faults.push(...keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${key} has two rows`));
  return faults;
}

/** The rules as concepts of the code system `rule`. */
export function ruleConcepts({ rules }: RuleTable): CodeSystemConcept[] {
  return rules.map(({ key, message, action }) => ({
    code: key,
    display: message.en,
    definition: action.en,
    designation: [
      { language: 'nb', value: message.nb },
      { language: 'nn', value: message.nn },
    ],
  }));
}

function placeFaults(
  row: RuleRow,
  placed: ReadonlySet<string> | undefined,
  structures: readonly Structure[],
): string[] {
  const named = row.profiles ?? [];
  if (row.kind === 'invariant') {
    const differ = new Set(named).symmetricDifference(placed ?? new Set());
    return [...differ].map((id) => `${row.key} is not both in ${id} and said to be`);
  }
  return named.flatMap((id) => {
    const elements = structures.find((structure) => structure.id === id)?.differential?.element ?? [];
    return elements.some((element) => element.id === row.element)
      ? []
      : [`${row.key}: ${id} says nothing of its element`];
  });
}

type Structure = CompiledResource & Pick<StructureDefinition, 'differential'>;

function isStructure(resource: CompiledResource): resource is Structure {
  return resource.resourceType === 'StructureDefinition';
}

function ownConstraints({
  constraint,
}: ElementDefinition): readonly { key: string; severity: string; human: string }[] {
  return (constraint ?? []).flatMap(({ key, severity, human }) =>
    key && severity && human && OWN.test(key) ? [{ key, severity, human }] : [],
  );
}
