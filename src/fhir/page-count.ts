import { badParameter } from './bad-parameter.ts';

/** Resources on a page of a search or a history at most. */
export const MAX_COUNT = 500;

/**
 * What `_count` asks for (search.html § 3.1.1.5.5), `least` to `most`: more than that is as many as there may be.
 *
 * @throws SamplanError `bad-parameter`
 * @example
 * pageCount('20', { most: 500 }) // 20
 */
export function pageCount(
  value: string,
  { least = 0, most }: { readonly least?: number; readonly most: number },
): number {
  const count = /^\d{1,9}$/u.test(value) ? Number(value) : -1;
  if (count >= least) return Math.min(count, most);
  throw badParameter(
    '_count',
    {
      nb: 'Antallet per side må være et helt tall.',
      nn: 'Talet per side må vere eit heilt tal.',
      en: 'The number per page must be a whole number.',
    },
    Number.isFinite(most) ? `${least} to ${most}` : `${least} or more`,
  );
}
