import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { probePartner } from '../../src/connector/fhir-rest/probe/probe-partner.ts';
import type { PartnerReport } from '../../src/connector/fhir-rest/probe/report.ts';
import type { TraitCode } from '../../src/connector/fhir-rest/probe/traits.ts';
import type { Features } from '../../src/store/partner-memory.ts';
import type { HapiPartner } from './hapi-partner.ts';

/** What docs/interop.md says of a HAPI. */
interface Found {
  /** All that it does not do. */
  readonly missing: readonly TraitCode[];
  /** Where its CapabilityStatement is not so. */
  readonly untrue: readonly TraitCode[];
  readonly features: Features;
}

const PATIENCE_MS = 5 * 60_000;

/** `samplan partner check` of HAPI itself, without anything of ours in between. */
export function checkOfHapi(hapi: () => HapiPartner, { missing, untrue, features }: Found): void {
  describe('samplan partner check', () => {
    let report: PartnerReport;
    let before: number;
    beforeAll(async () => {
      before = (await hapi().controls.all()).length;
      const now = (): string => new Date().toISOString();
      report = await probePartner({ url: hapi().direct, patient: '14836830068', fetch, now, newId: randomUUID });
    }, PATIENCE_MS);

    test('finds it usable, with losses', () => {
      expect(report).toMatchObject({
        verdict: 'usable-with-losses',
        software: { name: 'HAPI FHIR Server', version: '8.8.0' },
      });
      expect(report.features).toEqual(features);
    });

    test('finds what it does not do', () => {
      expect(report.traits.filter(({ answer }) => answer !== 'yes').map(({ trait }) => trait)).toEqual(missing);
      expect(report.untrue).toEqual(untrue);
    });

    test('finds every element of every type kept, but the version in a reference', () => {
      const others = [...report.types, ...report.ornaments].filter(({ answer }) => answer !== 'kept');
      expect(others).toEqual([
        {
          of: 'versioned-reference',
          answer: 'differs',
          lost: [],
          changed: ['Goal.extension.valueReference.reference'],
          added: [],
        },
      ]);
      expect(report.types).toHaveLength(14);
    });

    test('leaves nothing behind', async () => {
      expect(report.leftBehind).toEqual([]);
      expect(await hapi().controls.all()).toHaveLength(before);
    });
  });
}
