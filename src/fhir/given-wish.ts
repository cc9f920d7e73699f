import type { ParametersParameter } from '@medplum/fhirtypes';
import type { Wish } from '../law/wish.ts';
import { misplaced } from './operation-input.ts';

const WHERE = 'Parameters.parameter';

/** Parameters by which an operation is told what the person wished. */
export const WISH_PARAMETERS = ['wish', 'no-wish', 'followed', 'weighed'] as const;

/**
 * What the person wished, as an operation is told it: `wish` in her words with `followed`, and `weighed` where it was not; or `no-wish`.
 *
 * @throws SamplanError `malformed`
 * @example
 * givenWish({ wish: { name: 'wish', valueString: '…' }, followed: { name: 'followed', valueBoolean: true } }); // { words: '…', isFollowed: true }
 */
export function givenWish({
  wish,
  'no-wish': none,
  followed,
  weighed,
}: Readonly<Partial<Record<(typeof WISH_PARAMETERS)[number], ParametersParameter>>>): Wish {
  if ((wish === undefined) === (none === undefined))
    throw misplaced(
      WHERE,
      'wish as valueString: what the person wished, in her words; or no-wish as valueBoolean: true',
    );
  const why = weighed === undefined ? {} : { weighed: text(weighed, 'weighed') };
  if (wish === undefined) {
    if (none?.valueBoolean !== true || followed !== undefined)
      throw misplaced(WHERE, 'no-wish as valueBoolean: true, and no followed');
    return why;
  }
  const isFollowed: unknown = followed?.valueBoolean;
  if (typeof isFollowed !== 'boolean')
    throw misplaced(WHERE, 'followed as valueBoolean: whether the wish was followed');
  if (!isFollowed && weighed === undefined)
    throw misplaced(WHERE, 'weighed as valueString: how a wish was weighed that was not followed');
  return { words: text(wish, 'wish'), isFollowed, ...why };
}

function text({ valueString }: ParametersParameter, name: string): string {
  if (typeof valueString === 'string' && valueString.trim() !== '') return valueString;
  throw misplaced(WHERE, `${name} as valueString, not empty`);
}
