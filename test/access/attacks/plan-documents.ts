import type { Guarded, Raw } from '../guarded.ts';
import { asks } from './asking.ts';
import type { Attack } from './attack.ts';

const documentOf =
  (whose: 'ingrid' | 'per', format = '') =>
  async (guarded: Guarded): Promise<Raw> => ({
    path: `/fhir/CarePlan/${await guarded.idOf('CarePlan', guarded[whose])}/$plan-document${format}`,
  });

/** A plan as a document, where the plan is another's, or only a part of it is one's own to read. */
export const PLAN_DOCUMENT_ATTACKS: readonly Attack[] = [
  asks("another's plan as a document", 404, 'not-found', documentOf('per')),
  asks('a plan as a document, with a right to the CarePlan only', 403, 'insufficient-scope', documentOf('ingrid'), {
    scope: 'system/CarePlan.rs',
  }),
  asks("another's plan as a PDF", 404, 'not-found', documentOf('per', '?_format=pdf')),
  asks("another's plan as a page", 404, 'not-found', documentOf('per', '?_format=html')),
  asks(
    'a plan as a PDF, with a right to the CarePlan only',
    403,
    'insufficient-scope',
    documentOf('ingrid', '?_format=pdf'),
    {
      scope: 'system/CarePlan.rs',
    },
  ),
  asks('a plan as a document, let in for another', 404, 'not-found', documentOf('ingrid'), {
    scope: 'patient/*.rs',
    patient: 'somebody',
    sub: 'a-doctor',
    'helseid://claims/identity/security_level': '4',
  }),
  asks(
    "another's plan as a document, by a plan of its own in the query",
    400,
    'unknown-parameter',
    async (guarded) => ({
      path: `/fhir/CarePlan/${await guarded.idOf('CarePlan', guarded.ingrid)}/$plan-document?patient=${guarded.per}`,
    }),
  ),
];
