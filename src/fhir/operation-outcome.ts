import type { CodeableConcept, OperationOutcome, OperationOutcomeIssue } from '@medplum/fhirtypes';
import { SamplanError } from '../errors.ts';
import type { Finding, Language, Text } from '../validation/finding.ts';

/** CodeSystem of the codes that errors carry: `ErrorCode` in src/errors.ts. */
const ERROR_SYSTEM = 'http://samplan.no/fhir/CodeSystem/error';
/** CodeSystem of the rules that findings carry. */
const RULE_SYSTEM = 'http://samplan.no/fhir/CodeSystem/rule';

const SEVERITIES = ['error', 'warning', 'information'] as const;

const LABELS: Readonly<
  Record<'where' | 'expected' | 'found' | 'profile' | 'element' | 'reference' | 'action' | 'request', Text>
> = {
  where: { nb: 'Sted', nn: 'Stad', en: 'Where' },
  expected: { nb: 'Ventet', nn: 'Venta', en: 'Expected' },
  found: { nb: 'Fant', nn: 'Fann', en: 'Found' },
  profile: { nb: 'Profil', nn: 'Profil', en: 'Profile' },
  element: { nb: 'Element', nn: 'Element', en: 'Element' },
  reference: { nb: 'Grunnlag', nn: 'Grunnlag', en: 'Reference' },
  action: { nb: 'Gjør dette', nn: 'Gjer dette', en: 'What to do' },
  request: { nb: 'Forespørsel', nn: 'Førespurnad', en: 'Request' },
};

const INTERNAL: Text = {
  nb: 'Noe gikk galt i Samplan. Prøv igjen; varer det, gi driften nummeret på forespørselen.',
  nn: 'Noko gjekk gale i Samplan. Prøv igjen; varer det, gi drifta nummeret på førespurnaden.',
  en: 'Something went wrong in Samplan. Try again; if it lasts, give the request number to those who run it.',
};

const ALL_OK: Text = { nb: 'Alt er i orden.', nn: 'Alt er i orden.', en: 'All is well.' };

/**
 * What went wrong, as FHIR says it (operationoutcome.html). The one place where errors become resources: a
 * SamplanError tells all it knows, anything else only that it happened and the request's number.
 *
 * @example
 * outcomeOfError(new SamplanError('not-found', texts), 'nb', '5f2c…').issue[0].code // 'not-found'
 */
export function outcomeOfError(error: unknown, language: Language, requestId: string): OperationOutcome {
  if (!(error instanceof SamplanError))
    return outcome([
      {
        severity: 'error',
        code: 'exception',
        details: details(ERROR_SYSTEM, 'internal', INTERNAL[language]),
        diagnostics: diagnostics(language, { request: requestId }),
      },
    ]);
  const found = issuesOf(error.findings, language);
  // `invalid` is the sum of its findings; other errors say something of their own first.
  return outcome(error.code === 'invalid' && found.length > 0 ? found : [issueOfError(error, language), ...found]);
}

/** Findings as an OperationOutcome, errors first; an information issue when there are none. */
export function outcomeOfFindings(findings: readonly Finding[], language: Language): OperationOutcome {
  return outcome(
    findings.length > 0
      ? issuesOf(findings, language)
      : [{ severity: 'information', code: 'informational', details: { text: ALL_OK[language] } }],
  );
}

/** An OperationOutcome that says what was done instead of what was asked for, and where that stands. */
export function outcomeOfNotice(text: Text, language: Language, ...expression: string[]): OperationOutcome {
  return outcome([
    {
      severity: 'information',
      code: 'informational',
      details: { text: text[language] },
      ...(expression.length > 0 ? { expression } : {}),
    },
  ]);
}

/** An OperationOutcome with one warning, for what was left undone at the client's wish. */
export function outcomeOfWarning(error: SamplanError, language: Language): OperationOutcome {
  return outcome([{ ...issueOfError(error, language), severity: 'warning' }]);
}

function outcome(issue: OperationOutcomeIssue[]): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue };
}

function issueOfError(error: SamplanError, language: Language): OperationOutcomeIssue {
  const { where, expected, found } = error;
  return {
    severity: 'error',
    code: error.issue as OperationOutcomeIssue['code'],
    details: details(ERROR_SYSTEM, error.code, error.text[language]),
    ...place(where),
    ...diagnosticsIfAny(language, { where: isFhirPath(where) ? undefined : where, expected, found }),
  };
}

function issuesOf(findings: readonly Finding[], language: Language): OperationOutcomeIssue[] {
  return SEVERITIES.flatMap((severity) =>
    findings
      .filter((finding) => finding.severity === severity)
      .map((finding) => ({
        severity,
        code: finding.code,
        details: details(RULE_SYSTEM, finding.rule, finding.message[language]),
        expression: [finding.path],
        diagnostics: diagnostics(language, {
          expected: finding.expected,
          found: finding.found,
          profile: finding.profile,
          element: finding.element,
          reference: finding.reference,
          action: finding.action[language],
        }),
      })),
  );
}

function details(system: string, code: string, text: string): CodeableConcept {
  return { coding: [{ system, code }], text };
}

/** FHIRPath goes into `expression`, an HTTP header into `location`; file positions and parameters have no element. */
function place(where: string | undefined): Pick<OperationOutcomeIssue, 'expression' | 'location'> {
  if (where === undefined) return {};
  if (where.startsWith('http.')) return { location: [where] };
  return isFhirPath(where) ? { expression: [where] } : {};
}

function isFhirPath(where: string | undefined): boolean {
  return where !== undefined && /^[A-Z][A-Za-z]*(\.|$)/.test(where);
}

type Parts = Partial<Record<keyof typeof LABELS, string | undefined>>;

function diagnosticsIfAny(language: Language, parts: Parts): Pick<OperationOutcomeIssue, 'diagnostics'> {
  const text = diagnostics(language, parts);
  return text === '' ? {} : { diagnostics: text };
}

function diagnostics(language: Language, parts: Parts): string {
  return Object.entries(LABELS)
    .map(([name, label]) => [label[language], parts[name as keyof Parts]])
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([label, value]) => `${label}: ${value}`)
    .join('\n');
}
