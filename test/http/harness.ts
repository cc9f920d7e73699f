import type { Express } from 'express';
import { type AppOptions, createApp } from '../../src/http/app.ts';
import { createHarness, type Harness } from '../fhir/harness.ts';

/** The application over the harness of the FHIR API. */
export async function createWebHarness(
  options: Partial<AppOptions> = {},
): Promise<Harness & { readonly app: Express }> {
  const harness = await createHarness();
  const app = createApp({
    api: harness.api,
    ready: async () => true,
    newId: harness.newId,
    onFault: (fault) => harness.faults.push(fault),
    ...options,
  });
  return { ...harness, app };
}
