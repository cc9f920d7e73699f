import { describe, expect, test } from '@jest/globals';
import type { Consent } from '@medplum/fhirtypes';
import { deriveDenials } from '../../src/consent/derive-denials.ts';
import { keyOf, type PlanRecord, recordOf } from '../../src/record/record.ts';
import { AT, access, FJORDVIK, TRUST } from '../record/fixtures.ts';

/** A record of consents, each with whose it is. */
const recordOfConsents = (parts: readonly (readonly [Consent, string])[]): PlanRecord =>
  recordOf(
    'ingrid',
    parts.map(([resource, owner]) => ({ resource, owner })),
    new Map(),
  );

interface Told {
  readonly by: string;
  /** Keys of consents that it knew of. */
  readonly knowing?: readonly string[];
}

const derive = (before: PlanRecord, after: PlanRecord, { by, knowing = [] }: Told): readonly Consent[] =>
  deriveDenials(before, after, AT, () => 'derived', { by, knows: (one) => knowing.includes(keyOf(one)) });

const given = access(TRUST);
const ended = access(TRUST, { status: 'inactive' });
/** Given after the one that ended, and before anybody was told of the end. */
const again = access(TRUST, { id: 'again', dateTime: '2026-11-20' });
const afterwards = access(TRUST, { id: 'again', dateTime: '2026-11-23' });

/** What the record holds once the trust told the end of the first permit. */
const [denial] = derive(recordOfConsents([[given, '1']]), recordOfConsents([[ended, '1']]), { by: TRUST.organization });
const denied = [
  [ended, '1'],
  [denial as Consent, TRUST.organization],
] as const;

describe('a permit that comes in after the end of another was told', () => {
  test.each<readonly [string, Consent, string, boolean]>([
    ['older, and told by another', again, FJORDVIK.organization, true],
    ['older, and told by who told the end', again, TRUST.organization, false],
    ['newer, and told by another', afterwards, FJORDVIK.organization, false],
  ])('%s', (_, permit, by, staysDenied) => {
    const changes = derive(recordOfConsents(denied), recordOfConsents([...denied, [permit, by]]), { by });
    expect(changes).toEqual(staysDenied ? [] : [{ ...denial, status: 'inactive' }]);
  });
});

describe('the end of a permit, told while another stands', () => {
  const before = recordOfConsents([
    [given, FJORDVIK.organization],
    [again, FJORDVIK.organization],
  ]);
  const after = recordOfConsents([
    [ended, FJORDVIK.organization],
    [again, FJORDVIK.organization],
  ]);

  test('by who did not know of that one was her last word', () => {
    expect(derive(before, after, { by: TRUST.organization })).toMatchObject([{ status: 'active' }]);
  });

  test('by who knew of that one leaves it', () => {
    expect(derive(before, after, { by: TRUST.organization, knowing: ['Consent/again'] })).toEqual([]);
  });
});
