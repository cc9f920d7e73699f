/** One step of a discriminator's path: an element, an extension by its url, the target of a reference, or a type. */
export type DiscriminatorStep =
  | { readonly element: string }
  | { readonly extension: string }
  | { readonly resolve: true }
  | { readonly type: string };

const STEP =
  /^(?:extension\('([^']{1,1000})'\)|(resolve\(\))|ofType\(([A-Za-z]{1,64})\)|([A-Za-z][A-Za-z0-9]{0,63})(?:\[x\])?)(?:\.|$)/;

/** The steps of a restricted FHIRPath (http://hl7.org/fhir/R4/profiling.html#discriminator), or undefined beyond it. */
export function discriminatorSteps(path: string): readonly DiscriminatorStep[] | undefined {
  const steps: DiscriminatorStep[] = [];
  let rest = path === '$this' ? '' : path.replace(/^\$this\./, '');
  while (rest !== '') {
    const match = STEP.exec(rest);
    if (!match) {
      return undefined;
    }
    const [whole, extension, resolve, type, element] = match;
    steps.push(
      extension !== undefined
        ? { extension }
        : resolve !== undefined
          ? { resolve: true }
          : type !== undefined
            ? { type }
            : { element: element ?? '' },
    );
    rest = rest.slice(whole.length);
  }
  return steps;
}
