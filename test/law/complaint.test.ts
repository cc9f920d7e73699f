import { describe, expect, test } from '@jest/globals';
import {
  COMPLAINT,
  type ComplaintSettings,
  complaintAbout,
  complaintOutput,
  complaintText,
} from '../../src/law/complaint.ts';

const NAV: ComplaintSettings = {
  body: { name: 'NAV Klageinstans', organization: '310603015', address: 'Postboks 1, 0001 Fjordvik' },
  weeks: 3,
  basis: 'fvl § 29',
};

describe('the right to complain', () => {
  test('is to Statsforvalteren within four weeks, counted in Norwegian days', () => {
    expect(complaintAbout(COMPLAINT, '2026-11-22T10:00:00.000Z')).toEqual({
      body: { name: 'Statsforvalteren', organization: '', address: '' },
      basis: 'pbrl § 7-5',
      until: '2026-12-20',
    });
    expect(complaintAbout(COMPLAINT, '2026-11-22T23:30:00.000Z').until).toBe('2026-12-21');
  });

  test('is what the unit says', () => {
    expect(complaintAbout(NAV, '2026-11-22T10:00:00.000Z')).toEqual({
      body: NAV.body,
      basis: 'fvl § 29',
      until: '2026-12-13',
    });
  });

  test('stands in the case as data, without what is not stated', () => {
    const codes = (settings: ComplaintSettings) =>
      complaintOutput(complaintAbout(settings, '2026-11-22T10:00:00.000Z')).map(({ type, ...value }) => [
        type.coding?.[0]?.code,
        value,
      ]);
    expect(codes(COMPLAINT)).toEqual([
      ['complaint-body', { valueReference: { type: 'Organization', display: 'Statsforvalteren' } }],
      ['complaint-deadline', { valueDate: '2026-12-20' }],
      ['complaint-basis', { valueString: 'pbrl § 7-5' }],
    ]);
    expect(codes(NAV)).toMatchObject([
      ['complaint-body', { valueReference: { identifier: { value: '310603015' } } }],
      ['complaint-address', { valueString: 'Postboks 1, 0001 Fjordvik' }],
      ['complaint-deadline', { valueDate: '2026-12-13' }],
      ['complaint-basis', { valueString: 'fvl § 29' }],
    ]);
  });

  test.each(['nb', 'nn', 'en'] as const)('is told in %s with body, address, day and section', (language) => {
    const text = complaintText(complaintAbout(NAV, '2026-11-22T10:00:00.000Z'))[language];
    for (const said of ['NAV Klageinstans (Postboks 1, 0001 Fjordvik)', '2026-12-13', 'fvl § 29'])
      expect(text).toContain(said);
    expect(complaintText(complaintAbout(COMPLAINT, '2026-11-22T10:00:00.000Z'))[language]).not.toContain('()');
  });
});
