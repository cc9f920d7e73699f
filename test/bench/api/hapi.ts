import type { Resource } from '@medplum/fhirtypes';
import { buildHapi, startHapi } from '../../interop/hapi-server.ts';
import { missingJava } from '../../java/java-program.ts';
import { stampOf } from '../sync/mould.ts';
import { papersFor } from './papers.ts';
import type { Prepared } from './prepare.ts';
import type { RunningServer } from './server-process.ts';

const AT_ONCE = 4;

/** Why HAPI is not run; undefined where it can be. */
export function lacksHapi(): string | undefined {
  const lacking = missingJava();
  if (lacking !== undefined) return lacking;
  try {
    buildHapi();
    return undefined;
  } catch {
    return 'its libraries could not be fetched';
  }
}

/** HAPI JPA with the same records under the same ids. */
export async function startFilledHapi({ record, entries }: Prepared, records: number): Promise<RunningServer> {
  const { url, pid, stop } = await startHapi('Jpa');
  const put = (resources: readonly Resource[]): string =>
    JSON.stringify({
      resourceType: 'Bundle',
      type: 'transaction',
      entry: resources.map(({ meta: _meta, ...resource }) => ({
        resource,
        request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
      })),
    });
  const send = async (body: string): Promise<void> => {
    const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/fhir+json' } });
    const text = await response.text();
    if (!response.ok) throw new Error(`HAPI answered ${response.status}: ${text.slice(0, 500)}`);
  };
  await send(put(entries));
  const mould = put(record);
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < records) {
      const at = next;
      next += 1;
      await send(papersFor(mould, stampOf(at)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return { url, pid, stop };
}
