import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Bundle } from '@medplum/fhirtypes';

const require = createRequire(import.meta.url);

/**
 * A plan document as a PDF. The library and the font are read when somebody asks for one; the font is not kept.
 *
 * @param document as `planDocument` makes it
 * @example
 * await writeFile('plan.pdf', await printPlanDocument(bundle));
 */
export async function printPlanDocument(document: Bundle): Promise<Uint8Array> {
  const [{ documentPdf }, regular, bold] = await Promise.all([
    import('../document/pdf/document-pdf.ts'),
    readFile(require.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf')),
    readFile(require.resolve('@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf')),
  ]);
  return documentPdf(document, { regular, bold });
}
