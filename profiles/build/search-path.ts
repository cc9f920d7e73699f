/** A StructureDefinition, as far as paths are found in it. */
export interface Definition {
  readonly type: string;
  readonly snapshot: { readonly element: readonly Element[] };
}

interface Element {
  readonly path: string;
  readonly contentReference?: string;
  readonly type?: readonly { readonly code: string; readonly extension?: readonly { readonly valueUrl?: string }[] }[];
  readonly binding?: { readonly strength: string; readonly valueSet?: string };
}

/** Where values stand: keys of JSON from the resource on, `key[field=one|another]` for only those; and what stands there. */
export interface FoundPath {
  readonly steps: readonly string[];
  readonly type: string;
  /** Types that a reference must be to: `where(resolve() is Patient)`. */
  readonly only?: string;
  /** Value set of a code. */
  readonly valueSet?: string;
}

/** Types that an element can have, by its path. */
export type Elements = ReadonlyMap<string, Element>;

export function elementsOf(definitions: readonly Definition[]): Elements {
  return new Map(definitions.flatMap(({ snapshot }) => snapshot.element.map((element) => [element.path, element])));
}

const STEP =
  /^\.?(?:(?<key>[A-Za-z]+)(?![A-Za-z(])|where\(resolve\(\) is (?<only>[A-Za-z]+)\)|where\((?<field>[a-z]+) ?= ?'(?<value>[^']+)'(?: or [a-z]+ ?= ?'(?<other>[^']+)')?\)|ofType\((?<type>[A-Za-z]+)\)|extension\('(?<url>[^']+)'\)|(?<extension>extension)(?=\.))/;

/** An element on the way: its JSON keys so far, its path in the definitions and its type. */
interface Place {
  readonly steps: readonly string[];
  readonly path: string;
  readonly type: string;
  /** Set at a choice that no type was chosen of yet. */
  readonly choice?: Element;
  readonly only?: string;
  readonly valueSet?: string;
}

/**
 * The paths that a branch of a search parameter's expression walks. The expressions of R4 are few in shape, so what is run is no
 * FHIRPath: a test holds the outcome to an engine's.
 *
 * @param expression one branch of a union, from a type or a type's element on
 * @throws Error for a shape that is not known: the index would lack something without a word
 * @example
 * pathsOf('Goal.target.due.ofType(date)', elements)[0].steps; // ['target', 'dueDate']
 */
export function pathsOf(expression: string, elements: Elements, root: string): readonly FoundPath[] {
  let rest = expression
    .replace(/^\((.*\.ofType\([A-Za-z]+\))\)/, '$1')
    .replace(/^(?:DomainResource|Resource)\./, `${root}.`);
  if (rest.startsWith(root)) rest = rest.slice(root.length);
  let places: readonly Place[] = [{ steps: [], path: root, type: '' }];
  while (rest !== '') {
    const match = STEP.exec(rest);
    if (!match?.groups) throw new Error(`${expression}: not known from "${rest}" on`);
    const groups = match.groups;
    places = places.flatMap((place) => after(place, groups, elements));
    rest = rest.slice(match[0].length);
  }
  return places.flatMap((place) => everyType(place)).map(found);
}

function after(place: Place, groups: Partial<Record<string, string>>, elements: Elements): readonly Place[] {
  const { key, only, field, value, other, type, url } = groups;
  if (key !== undefined) return everyType(place).flatMap((one) => child(one, key, elements));
  if (only !== undefined) return [{ ...place, only }];
  if (field !== undefined) return [narrowed(place, `${field}=${[value, other].filter(Boolean).join('|')}`)];
  if (type !== undefined) {
    return everyType(place).filter((one) => one.type.toLowerCase() === type.toLowerCase());
  }
  return url === undefined
    ? child(place, 'extension', elements)
    : child(place, 'extension', elements).map((one) => narrowed(one, `url=${url}`));
}

function narrowed(place: Place, condition: string): Place {
  return { ...place, steps: [...place.steps.slice(0, -1), `${place.steps.at(-1)}[${condition}]`] };
}

function child({ steps, path, type }: Place, key: string, elements: Elements): readonly Place[] {
  const isInside = elements.has(`${path}.${key}`) || elements.has(`${path}.${key}[x]`);
  const from = isInside ? path : type;
  const element = elements.get(`${from}.${key}`) ?? elements.get(`${from}.${key}[x]`);
  if (!element) throw new Error(`no element ${from}.${key}`);
  const target = element.contentReference ? element.contentReference.slice(1) : element.path;
  const place = { steps: [...steps, key], path: target };
  const [only, ...others] = element.type ?? [];
  if (element.path.endsWith('[x]') || others.length > 0) return [{ ...place, type: '', choice: element }];
  return [
    {
      ...place,
      type: only === undefined ? '' : typeName(only),
      ...(element.binding?.valueSet === undefined ? {} : { valueSet: element.binding.valueSet }),
    },
  ];
}

/** FHIRPath's own names of types stand in the definitions of ids and of extensions' urls. */
function typeName({ code }: { readonly code: string }): string {
  return code.startsWith('http://hl7.org/fhirpath/') ? 'string' : code;
}

function everyType(place: Place): readonly Place[] {
  const { choice, steps, ...rest } = place;
  if (!choice) return [place];
  const name = steps.at(-1) ?? '';
  return (choice.type ?? []).map(({ code }) => ({
    ...rest,
    type: code,
    path: code,
    steps: [...steps.slice(0, -1), `${name}${code[0]?.toUpperCase()}${code.slice(1)}`],
  }));
}

function found({ steps, type, only, valueSet }: Place): FoundPath {
  return { steps, type, ...(only === undefined ? {} : { only }), ...(valueSet === undefined ? {} : { valueSet }) };
}
