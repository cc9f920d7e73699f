import type { Bundle } from '@medplum/fhirtypes';
import { documentPage, documentPolicy } from '../../document/document-page.ts';
import { SamplanError } from '../../errors.ts';
import type { Paper, Written } from '../page.ts';

/** How a document becomes a PDF. */
export interface Printer {
  readonly print: (document: Bundle) => Promise<Uint8Array>;
}

/**
 * A plan to read, print and sign, as a page or a PDF: what `$plan-document` answers the caller, in the language of her pages.
 *
 * @example
 * const papers = [planPaper({ print: (document) => gate.printPlanDocument(document) })];
 */
export function planPaper({ print }: Printer): Paper {
  return {
    name: 'plan-document',
    path: '/documents/:plan/:form',
    // As the API asks for it.
    asks: { type: '*', right: 'r', isAboutOne: true },
    isForHerself: 'too',
    async write({ fhir, params }): Promise<Written> {
      const { plan = '', form = '' } = params;
      if (form !== 'page' && form !== 'pdf') throw noSuchForm();
      const document = await fhir.read<Bundle>(['CarePlan', plan, '$plan-document']);
      return form === 'pdf'
        ? {
            bytes: await print(document),
            type: 'application/pdf',
            // Browsers show a PDF with scripts and styles of their own, which no policy here lets in.
            disposition: 'attachment; filename="individuell-plan.pdf"',
            policy: "default-src 'none'",
          }
        : {
            bytes: new TextEncoder().encode(documentPage(document)),
            type: 'text/html; charset=utf-8',
            disposition: 'inline; filename="individuell-plan.html"',
            policy: `${documentPolicy(document)}; frame-ancestors 'none'`,
          };
    },
  };
}

function noSuchForm(): SamplanError {
  return new SamplanError('not-found', {
    nb: 'Planen finnes som side og som PDF.',
    nn: 'Planen finst som side og som PDF.',
    en: 'The plan is there as a page and as a PDF.',
  });
}
