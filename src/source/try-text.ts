import type { Resource } from '@medplum/fhirtypes';
import type { Loss } from '../mapping/loss.ts';
import type { Finding } from '../validation/finding.ts';
import type { LoadedMapping } from './load-mapping.ts';
import { readBytes } from './read-records.ts';
import { isFaulty } from './source-record.ts';

/** What became of a text. */
export interface Tried {
  readonly resources: readonly Resource[];
  readonly loss: readonly Loss[];
  /** `path` is the line in the text, as far as it is known. */
  readonly findings: readonly Finding[];
}

/** What the text is called where something is told of it. */
const NAME = 'text';

/**
 * Takes records in the form of a source into FHIR, to see what comes of them: nothing is kept, and nobody is sent anything.
 *
 * @param text as a file of the source has it
 * @example
 * (await tryText(await loadMapping('mappings/sampro'), '{ "plan": … }')).loss; // what does not come back
 */
export async function tryText(mapping: LoadedMapping, text: string): Promise<Tried> {
  const tried = { resources: [] as Resource[], loss: [] as Loss[], findings: [] as Finding[] };
  for await (const item of readBytes(bytesOf(mapping, text), NAME, mapping)) {
    if (isFaulty(item)) {
      tried.findings.push(item.fault);
      continue;
    }
    const { resources, loss, findings } = mapping.toRecord(item.value);
    tried.resources.push(...resources);
    tried.loss.push(...loss);
    tried.findings.push(...findings.map((one) => ({ ...one, path: item.placeOf(one.path) })));
  }
  return tried;
}

/** In the encoding that it says it has: it came as letters. */
function bytesOf({ document: { source } }: LoadedMapping, text: string): Uint8Array {
  const isLatin = source.encoding === 'iso-8859-1' || /^<\?xml[^>]*encoding\s*=\s*["']iso-8859-1["']/iu.test(text);
  return Buffer.from(text, isLatin ? 'latin1' : 'utf8');
}
