import { AccessRefused } from '../../access/refusal.ts';
import type { Call } from '../interaction.ts';

/**
 * Refuses who may not read every type by itself: what a subscription tells is told without a token at hand, and of any type.
 *
 * @throws AccessRefused `insufficient-scope`
 */
export function refuseUnlessSystem({ isSystem }: Pick<Call, 'isSystem'>): void {
  if (!isSystem) throw new AccessRefused('insufficient-scope', { scope: 'system/*.rs' });
}
