/** One thing that keeps a package from being used. */
export interface PackageFault {
  readonly file: string;
  /** Element id, when the fault is inside a StructureDefinition. */
  readonly element?: string;
  readonly reason: string;
}

/**
 * A package of profiles that cannot be loaded, with every fault in it at once.
 *
 * @example
 * try {
 *   createValidator({ packages: ['./profiles/local/my-municipality'] });
 * } catch (error) {
 *   if (error instanceof PackageError) console.error(error.faults);
 * }
 */
export class PackageError extends Error {
  readonly code = 'package-unusable';
  readonly faults: readonly PackageFault[];

  constructor(faults: readonly PackageFault[]) {
    const lines = faults.map(
      ({ file, element, reason }) => `${file}${element === undefined ? '' : ` ${element}`}: ${reason}`,
    );
    super(`${faults.length} fault(s) in profile packages:\n${lines.join('\n')}`, { cause: faults });
    this.name = 'PackageError';
    this.faults = faults;
  }
}
