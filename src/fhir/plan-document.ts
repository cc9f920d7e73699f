import type { Bundle, Resource } from '@medplum/fhirtypes';
import type { Sight } from '../exchange/sight.ts';
import { keyOf } from '../record/record.ts';
import type { Stored } from '../store/store.ts';
import type { Interaction } from './interaction.ts';
import { current, notFound } from './read.ts';
import { served } from './served.ts';

/**
 * `GET CarePlan/[id]/$plan-document`: an individual plan as a document Bundle (documents.html) of what the caller sees, readable by
 * itself in the language that is accepted, with the hash of what it says; as a page or a PDF, what that Bundle says.
 *
 * @example
 * GET /fhir/CarePlan/17/$plan-document
 * Accept: application/pdf
 * Accept-Language: nb
 */
export const planDocument: Interaction = async ({ request, sight, id, language }, { gate }) => {
  const { bundle, shown } = await documentSeen(sight, id, (seen) =>
    gate.planDocument(seen, id, { base: request.base, language }),
  );
  return {
    status: 200,
    headers: { 'content-language': language },
    body: bundle,
    shown: { resources: shown },
    print: async (type) => {
      if (type === 'application/pdf')
        return { bytes: await gate.printPlanDocument(bundle), file: 'individuell-plan.pdf' };
      const { documentPage } = await import('../document/document-page.ts');
      return { bytes: new TextEncoder().encode(documentPage(bundle)), file: 'individuell-plan.html' };
    },
  };
};

/**
 * A document made out of what is seen of the record that a plan belongs to, and what stands in the store of what it shows: for the
 * trace.
 *
 * @throws SamplanError `not-found`, `gone`
 */
export async function documentSeen(
  sight: Sight,
  id: string,
  make: (seen: readonly Resource[]) => Bundle | Promise<Bundle>,
): Promise<{ readonly bundle: Bundle; readonly shown: readonly Stored[] }> {
  const { stored } = await current(sight, 'CarePlan', id);
  const seen = stored.record === undefined ? undefined : await sight.record(stored.record);
  if (!seen) throw notFound();
  const bundle = await make(seen.map(served));
  const told = new Set((bundle.entry ?? []).flatMap(({ resource }) => (resource ? [keyOf(resource)] : [])));
  return { bundle, shown: seen.flatMap((one) => (told.has(keyOf(one.resource)) ? [one.stored] : [])) };
}
