import { SamplanError } from '../errors.ts';
import { partnerTexts } from './texts.ts';

interface UnreachableDetails {
  readonly where: string;
  /** Status or error code: `503`, `ECONNREFUSED`, `timeout`. */
  readonly found: string;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/**
 * `partner-unreachable`, with the time the partner asked us to stay away where it said so.
 *
 * @example
 * throw new PartnerUnreachable({ where: 'GET CarePlan', found: '503', retryAfterSeconds: 120 });
 */
export class PartnerUnreachable extends SamplanError {
  readonly retryAfterSeconds: number | undefined;

  constructor({ retryAfterSeconds, ...details }: UnreachableDetails) {
    super('partner-unreachable', partnerTexts.unreachable, details);
    this.name = 'PartnerUnreachable';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
