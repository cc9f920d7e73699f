import type { Resource } from '@medplum/fhirtypes';
import {
  type ParameterKind,
  type ParameterPath,
  type SearchParameter,
  searchParameters,
  tellsOfSomebody,
} from './parameters.ts';
import { rowsOfValue, type ValueRow } from './value-rows.ts';
import { valuesAt } from './values-at.ts';

/** What a resource is found by. `element`: which of a composite's elements, else 0. */
export type SearchRow = ValueRow & { readonly name: string; readonly element: number };

/** Of rows with a name: what kind they are of, and whether they tell of somebody. */
export interface RowName {
  readonly kind: ValueRow['kind'];
  readonly isPrivate: boolean;
}

const NAMES = new Map<string, ReadonlyMap<string, RowName>>();

/** What Samplan writes itself, with every request: its words say what its codes say, and are not worth their rows. */
const LOGS: ReadonlySet<string> = new Set(['AuditEvent', 'Provenance']);

/**
 * The names of all rows that resources of a type can have. Beside those of a parameter: `:text` of a token, its words; `:of-type` of an
 * identifier; `:identifier` of a reference; `:present` where there is a value that has neither; `.0`, `.1` of a composite's components.
 *
 * @example
 * rowNames('Goal').get('subject:identifier'); // { kind: 'token', isPrivate: true }
 */
export function rowNames(type: string): ReadonlyMap<string, RowName> {
  const known = NAMES.get(type);
  if (known) return known;
  const all = searchParameters(type).flatMap(namesOf);
  const names = new Map(LOGS.has(type) ? all.filter(([name]) => !name.endsWith(':text')) : all);
  NAMES.set(type, names);
  return names;
}

/** Names of rows that say that a parameter has a value. */
export function tellPresence(name: string): readonly [string, string, string] {
  return [name, `${name}:present`, `${name}:identifier`];
}

function namesOf(parameter: SearchParameter): readonly (readonly [string, RowName])[] {
  const { name, kind, paths, components = [] } = parameter;
  if (kind === 'composite') {
    return components.flatMap(({ kind: of, paths: within }, index) =>
      namesOf({ name: `${name}.${index}`, kind: of, url: '', paths: within }).slice(0, 1),
    );
  }
  const own = [name, { kind: rowKind(kind), isPrivate: tellsOfSomebody(parameter) }] as const;
  const beside: (readonly [string, RowName])[] = [[`${name}:present`, { kind: 'token', isPrivate: false }]];
  if (kind === 'token') beside.push([`${name}:text`, { kind: 'string', isPrivate: true }]);
  if (paths.some(({ type }) => type === 'Identifier'))
    beside.push([`${name}:of-type`, { kind: 'token', isPrivate: true }]);
  if (kind === 'reference') beside.push([`${name}:identifier`, { kind: 'token', isPrivate: true }]);
  return [own, ...beside];
}

function rowKind(kind: Exclude<ParameterKind, 'composite'>): ValueRow['kind'] {
  return kind === 'uri' ? 'reference' : kind;
}

/**
 * The rows by which a resource is found, each once.
 *
 * @param only a parameter whose rows alone are asked for
 * @example
 * searchRows({ resourceType: 'Patient', identifier: [{ system: 'urn:a', value: '1' }] });
 * // [{ name: 'identifier', element: 0, kind: 'token', system: 'urn:a', code: '1' }]
 */
export function searchRows(resource: Resource, only?: string): readonly SearchRow[] {
  const rows = new Map<string, SearchRow>();
  const names = rowNames(resource.resourceType);
  for (const parameter of searchParameters(resource.resourceType)) {
    if (only !== undefined && parameter.name !== only) continue;
    for (const row of rowsOf(resource, parameter)) if (names.has(row.name)) rows.set(keyOf(row), row);
  }
  return [...rows.values()];
}

/** The same for rows that say the same, and for no others: rows of one name are of one kind. */
function keyOf(row: SearchRow): string {
  const named = `${row.name}|${row.element}|`;
  switch (row.kind) {
    case 'token':
      return `${named}${row.system.length}|${row.system}|${row.code}`;
    case 'reference':
      return `${named}${row.target}`;
    case 'string':
      return `${named}${row.text}`;
    case 'date':
      return `${named}${row.low}|${row.high}`;
    case 'quantity':
      return named + JSON.stringify(row);
  }
}

function rowsOf(
  resource: Resource,
  { name, kind, paths, within = [], components = [] }: SearchParameter,
): readonly SearchRow[] {
  if (paths[0]?.type === 'presence') {
    const isThere = paths.some(({ at }) => valuesAt(resource, at).some((value) => value !== false));
    return [{ name, element: 0, kind: 'token', system: '', code: String(isThere) }];
  }
  if (kind !== 'composite') return rowsIn(resource, paths, { kind, name, element: 0 });
  const elements = within.flatMap((path) => valuesAt(resource, path));
  return elements.flatMap((value, element) => {
    const together = components.map((component, index) => {
      const own = `${name}.${index}`;
      return rowsIn(value, component.paths, { kind: component.kind, name: own, element }).filter(
        (row) => row.name === own,
      );
    });
    // One without the other is found by nothing.
    return together.every((found) => found.length > 0) ? together.flat() : [];
  });
}

function rowsIn(
  value: unknown,
  paths: readonly ParameterPath[],
  {
    kind,
    name,
    element,
  }: { readonly kind: Exclude<ParameterKind, 'composite'>; readonly name: string; readonly element: number },
): readonly SearchRow[] {
  return paths.flatMap((path) =>
    valuesAt(value, path.at).flatMap((found) =>
      rowsOfValue(kind, found, path).map(({ beside, row }) => ({ name: `${name}${beside}`, element, ...row })),
    ),
  );
}
