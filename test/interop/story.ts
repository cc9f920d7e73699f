import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LOST_ANSWERS, type Outcome, playOnce, type Reading } from '../demo/once.ts';
import { startPartner } from '../demo/partner-process.ts';
import type { Exchange } from '../demo/peer/journal.ts';
import { EVERYONE } from '../demo/people/everyone.ts';
import { LIV_GOAL_AFTER, LIV_MEASURE_AFTER } from '../demo/people/liv.ts';
import { FJORDVIK, PARTNERS, SYSTEMS, type SystemName, TRUST } from '../demo/people/organizations.ts';
import { SOLVEIG_GOAL } from '../demo/people/solveig.ts';
import { type Stage, setStage } from '../demo/stage.ts';
import { conflictTexts } from './conflict-texts.ts';
import { startHapiPartner } from './hapi-partner.ts';
import type { HapiKind } from './hapi-server.ts';

const PATIENCE_MS = 20 * 60_000;
const READINGS: readonly Reading['when'][] = ['before the repairs', 'after the replay', 'after the repairs'];
const WITHDRAWN = [LIV_GOAL_AFTER, LIV_MEASURE_AFTER];

/** The story with HAPI as one of the two systems and @medplum/fhir-router as the other; with `replay`, every message twice. */
export function storyWithHapi(kind: HapiKind, at: SystemName, { replay }: { readonly replay: boolean }): void {
  describe(`The story with HAPI as ${at}`, () => {
    let stage: Stage;
    let outcome: Outcome;
    /** What stood in Samplan and at the trust when the repairs began. */
    let conflict: string;
    let sentToTrust: readonly Exchange[];

    beforeAll(async () => {
      stage = await setStage(PARTNERS, async (name) => {
        if (name !== at) return startPartner(name);
        const { close, ...partner } = await startHapiPartner(kind);
        return { ...partner, name, stop: close };
      });
      const observed: Stage = {
        ...stage,
        async perform(moment, tell) {
          if (moment === 'repair') {
            conflict = await conflictTexts(stage.samplan);
            sentToTrust = await stage.partners[TRUST].controls.journal();
          }
          return stage.perform(moment, tell);
        },
      };
      const scene = {
        once: true,
        json: false,
        repairs: true,
        replay,
        signIn: false,
        kill: 0,
        seed: 0,
        order: PARTNERS,
      };
      const options = { ...scene, store: 'sqlite' as const };
      outcome = await playOnce(observed, options, () => undefined);
    }, PATIENCE_MS);
    afterAll(async () => stage?.clear(), PATIENCE_MS);

    test('every act could be done, and every pass went as it should and came to rest', () => {
      expect(outcome.troubles).toEqual([]);
    });

    describe.each(READINGS.filter((when) => replay || when !== 'after the replay'))('%s', (when) => {
      const reading = (): Reading | undefined => outcome.readings.find((each) => each.when === when);

      test('the totals are those of the story', () => {
        expect(reading()).toMatchObject({ wrong: [] });
      });

      test.each([...EVERYONE.map(({ profile }) => profile.given), ...PARTNERS, 'duties'])(
        '%s: as the story says',
        (name) => {
          expect(reading()?.verdicts.find(({ of }) => of === name)).toEqual({ of: name, faults: [] });
        },
      );
    });

    test('the trust’s system was down, and answers were lost on the way back', async () => {
      const journal = await stage.partners[TRUST].controls.journal();
      const undelivered = journal.filter(({ delivered }) => !delivered);
      expect(undelivered.filter(({ answer }) => answer !== undefined)).toHaveLength(LOST_ANSWERS);
      expect(undelivered.some(({ answer }) => answer === undefined)).toBe(true);
    });

    test('the conflict carries both texts', () => {
      for (const system of SYSTEMS) expect(conflict).toContain(SOLVEIG_GOAL[system]);
    });

    test('what was written after a consent was withdrawn stood at the municipality and was never sent to the trust', async () => {
      const texts = (value: unknown): readonly string[] =>
        WITHDRAWN.filter((text) => JSON.stringify(value).includes(text));
      expect(texts(await stage.partners[FJORDVIK].controls.all())).toEqual(WITHDRAWN);
      expect(sentToTrust.length).toBeGreaterThan(0);
      expect(texts(sentToTrust.map(({ path, body }) => [path, body]))).toEqual([]);
    });
  });
}
