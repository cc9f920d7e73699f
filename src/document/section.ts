import type { Resource } from '@medplum/fhirtypes';
import type { Block } from './block.ts';
import type { SectionCode } from './section-texts.ts';

/** One section of a document: what it says, and the resources that say so. */
export interface Section {
  readonly code: SectionCode;
  readonly blocks: readonly Block[];
  readonly entries: readonly Resource[];
}
