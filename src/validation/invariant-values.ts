/** A resource or element as invariants read it: whatever came, so every access has to expect anything. */
export type Value = Record<string, unknown>;

const besides = new Map<string, string>();

/** The key of the Element beside a primitive, made once for each name that an invariant asks for. */
function beside(name: string): string {
  let key = besides.get(name);
  if (key === undefined) {
    key = `_${name}`;
    besides.set(name, key);
  }
  return key;
}

/** FHIRPath `x.exists()` for a primitive: its value or its extensions. */
export function has(value: Value, name: string): boolean {
  return value[name] !== undefined || value[beside(name)] !== undefined;
}

/** FHIRPath `x.exists()` for a choice element. */
export function hasChoice(value: Value, stem: string): boolean {
  for (const key in value) {
    if (key.startsWith(stem) || key.startsWith(`_${stem}`)) {
      return true;
    }
  }
  return false;
}

/** The objects in what should be an array of them. */
export function list(value: unknown): readonly Value[] {
  return Array.isArray(value) ? value.filter((item): item is Value => item !== null && typeof item === 'object') : [];
}

/** What should be an object, as one. */
export function object(value: unknown): Value {
  return value !== null && typeof value === 'object' ? (value as Value) : {};
}
