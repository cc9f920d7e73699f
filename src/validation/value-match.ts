/** fixed[x]: the same value, no more and no less (http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.fixed_x_). */
export function equals(value: unknown, fixed: unknown): boolean {
  if (Array.isArray(fixed)) {
    return (
      Array.isArray(value) && value.length === fixed.length && fixed.every((item, index) => equals(value[index], item))
    );
  }
  if (typeof fixed === 'object' && fixed !== null) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return false;
    }
    const keys = Object.keys(fixed);
    return (
      Object.keys(value).length === keys.length &&
      keys.every((key) => Object.hasOwn(value, key) && equals(Reflect.get(value, key), Reflect.get(fixed, key)))
    );
  }
  return value === fixed;
}

/** pattern[x]: everything in the pattern is in the value, arrays in any order; the value may hold more. */
export function matches(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) {
    return Array.isArray(value) && pattern.every((item) => value.some((candidate) => matches(candidate, item)));
  }
  if (typeof pattern === 'object' && pattern !== null) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return false;
    }
    for (const key in pattern) {
      if (!Object.hasOwn(value, key) || !matches(Reflect.get(value, key), Reflect.get(pattern, key))) {
        return false;
      }
    }
    return true;
  }
  return value === pattern;
}

/** One step of a discriminator path: true when the value, or one of its items, passes. */
export function some(value: unknown, test: (item: Record<string, unknown>) => boolean): boolean {
  if (Array.isArray(value)) {
    for (const item of value) {
      if (item !== null && typeof item === 'object' && test(item)) {
        return true;
      }
    }
    return false;
  }
  return value !== undefined && value !== null && test(value as Record<string, unknown>);
}

/** The last step of a discriminator path to primitive values. */
export function someIs(value: unknown, test: (item: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.some(test) : value !== undefined && test(value);
}

/** What a fixed or pattern value demands, for a message: short, from the definition, never from a resource. */
export function describeDemand(value: unknown): string {
  if (typeof value === 'string') {
    return `'${value}'`;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const { system, code, coding } = value as { system?: unknown; code?: unknown; coding?: unknown };
    if (Array.isArray(coding)) {
      return coding.map(describeDemand).join(' + ');
    }
    if (system !== undefined) {
      return `${system}|${code ?? '*'}`;
    }
  }
  return JSON.stringify(value);
}
