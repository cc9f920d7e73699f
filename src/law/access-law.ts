import { daysAfter } from '../record/day.ts';
import { type LawRule, worldRule } from './rule.ts';

/** Days within which a reading in an emergency is looked at. The law says no number; this one is the installation's. */
const REVIEW_DAYS = 7;

/** What the law asks of who let somebody read. */
export const ACCESS_LAW: readonly LawRule[] = [
  worldRule({
    key: 'emergency-review',
    reference: 'pjl § 22',
    message: {
      nb: 'Lesing i en nødssituasjon skal gjennomgås i ettertid.',
      nn: 'Lesing i ein naudssituasjon skal gjennomgåast i ettertid.',
      en: 'What was read in an emergency shall be looked at afterwards.',
    },
    action: {
      nb: 'Les begrunnelsen i AuditEvent, og si om lesingen var berettiget: AuditEvent/[id]/$review-emergency.',
      nn: 'Les grunngjevinga i AuditEvent, og sei om lesinga var rettkomen: AuditEvent/[id]/$review-emergency.',
      en: 'Read the reason in the AuditEvent, and say whether the reading was justified: AuditEvent/[id]/$review-emergency.',
    },
    expected: 'a verdict',
    owedBy: 'controller',
    term: `${REVIEW_DAYS} days after the day on which it was read`,
    holdsAfterDeath: true,
    lacks: ({ unreviewed = [] }) =>
      unreviewed.map(({ reading, day, controller }) => ({
        about: reading,
        found: 'no verdict',
        due: daysAfter(day, REVIEW_DAYS),
        owedBy: controller,
      })),
  }),
];
