import type { Finding } from '../validation/finding.ts';
import type { DocumentPath } from './mapping-document.ts';
import { type MappingFaultRule, mappingFault } from './mapping-fault.ts';

/** What is wrong with a mapping, gathered: all of it is told at once, each with its place. */
export class MappingFaults {
  readonly findings: Finding[] = [];
  private readonly placeIn: (path: DocumentPath) => string;

  constructor(placeOf: (path: DocumentPath) => string) {
    this.placeIn = placeOf;
  }

  placeOf(path: DocumentPath): string {
    return this.placeIn(path);
  }

  add(
    rule: MappingFaultRule,
    path: DocumentPath,
    details: { readonly expected?: string; readonly found?: string } = {},
  ): undefined {
    this.findings.push(mappingFault(rule, this.placeIn(path), details));
    return undefined;
  }
}
