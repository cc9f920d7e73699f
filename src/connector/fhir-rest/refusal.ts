import { SamplanError } from '../../errors.ts';
import { isObject } from '../../record/json.ts';
import { partnerTexts } from '../texts.ts';
import type { Answer } from './answer.ts';

/** `partner-refused`: status and the issue codes the partner gave; never its diagnostics, which may quote a person. */
export function refused({ status, body, where }: Pick<Answer, 'status' | 'body' | 'where'>): SamplanError {
  return new SamplanError('partner-refused', partnerTexts.refused, {
    where,
    found: [status, ...issueCodes(body)].join(' '),
  });
}

/** `partner-refused`: an identifier that should name one resource names several there. */
export function severalMatches(where: string): SamplanError {
  return new SamplanError('partner-refused', partnerTexts.severalMatches, { where, expected: 'one', found: 'several' });
}

/** `partner-malformed`: `expected` and `found` describe the answer, never quote it. */
export function malformed(where: string, expected: string, found: string): SamplanError {
  return new SamplanError('partner-malformed', partnerTexts.malformed, { where, expected, found });
}

/** `partner-malformed`: more bytes than are read. */
export class AnswerTooLarge extends SamplanError {
  constructor(where: string, maxBytes: number) {
    super('partner-malformed', partnerTexts.malformed, { where, expected: `at most ${maxBytes} bytes`, found: 'more' });
    this.name = 'AnswerTooLarge';
  }
}

function issueCodes(body: unknown): readonly string[] {
  const issues = isObject(body) && body['resourceType'] === 'OperationOutcome' ? body['issue'] : undefined;
  const codes = (Array.isArray(issues) ? issues : []).map((issue: unknown) => (isObject(issue) ? issue['code'] : ''));
  return codes.filter((code) => typeof code === 'string' && /^[a-z][a-z-]{0,30}$/.test(code)).slice(0, 10) as string[];
}
