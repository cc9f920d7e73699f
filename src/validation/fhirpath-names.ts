/**
 * The functions of FHIRPath (http://hl7.org/fhirpath/N1/), of FHIR R4 (http://hl7.org/fhir/R4/fhirpath.html#functions), and of the
 * engine beyond them.
 */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'empty exists all allTrue anyTrue allFalse anyFalse subsetOf supersetOf count distinct isDistinct where select repeat ' +
    'ofType single first last tail skip take intersect exclude union combine iif toBoolean convertsToBoolean toInteger ' +
    'convertsToInteger toLong convertsToLong toDate convertsToDate toDateTime convertsToDateTime toDecimal convertsToDecimal toQuantity ' +
    'convertsToQuantity toString convertsToString toTime convertsToTime indexOf lastIndexOf substring startsWith endsWith ' +
    'contains upper lower replace matches matchesFull replaceMatches length toChars split join trim encode decode escape ' +
    'unescape abs ceiling exp floor ln log power round sqrt truncate lowBoundary highBoundary precision children descendants ' +
    'trace now timeOfDay today not is as type aggregate sum min max avg sort coalesce defineVariable pathname yearOf monthOf ' +
    'dayOf hourOf minuteOf secondOf millisecondOf timezoneOffsetOf dateOf timeOf comparable ' +
    'extension hasValue getValue resolve elementDefinition slice checkModifiers conformsTo memberOf subsumes subsumedBy ' +
    'htmlChecks weight ordinal'
  ).split(' '),
);

/** What `%name` may be: those of FHIRPath and FHIR, and what extensions and value sets are written as. */
const CONSTANT = /^(?:context|resource|rootResource|extension|ucum|sct|loinc|ext-[A-Za-z0-9.-]+|vs-[A-Za-z0-9.-]+)$/;

/** True for a name that `%name` may have. */
export function isConstant(name: string): boolean {
  return CONSTANT.test(name);
}
