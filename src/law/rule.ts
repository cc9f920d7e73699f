import type { AuditEvent, Resource } from '@medplum/fhirtypes';
import type { PlanRecord } from '../record/record.ts';
import type { Text } from '../validation/finding.ts';

/** An organization whose level is known. */
export interface Member {
  readonly organization: string;
  readonly sector: string;
}

/** What somebody read in an emergency, and nobody has looked at since. */
export interface Unreviewed {
  readonly reading: AuditEvent;
  /** Day of it (`YYYY-MM-DD`). */
  readonly day: string;
  /** Number of the organization whose log it is in. */
  readonly controller: string;
}

/** A record at a moment, as the law looks at it. */
export interface Case {
  readonly record: PlanRecord;
  /** ISO 8601 instant in UTC. */
  readonly at: string;
  /** The record before the change, where there is one. */
  readonly before: PlanRecord | undefined;
  /** Organizations whose level is known: rules about levels find nothing without them. */
  readonly members: readonly Member[];
  /** Where it is asked what is owed; what is taken in has nothing to do with it. */
  readonly unreviewed?: readonly Unreviewed[];
}

/** Who owes what a rule asks for; `author`: whose the part is; `controller`: whose log it is. */
export type Debtor = 'coordinator' | 'coordinating-unit' | 'author' | 'controller';

/** One place where a rule is broken, or will be unless somebody does something by a day. */
export interface Lack {
  readonly about: Resource;
  /** Element of it. */
  readonly element?: string;
  /** What stands there instead, without a person's data. */
  readonly found: string;
  /** Last day (`YYYY-MM-DD`, Europe/Oslo) to do it; without one it is owed without delay. */
  readonly due?: string;
  /** Organization number, where another than the rule's debtor owes it. */
  readonly owedBy?: string;
}

/**
 * A rule of law as data, and the function that finds where it is broken. `form` rules refuse; `world` rules accept what is
 * true in the world, warn when its day has passed, and say what is owed (design: idea 3).
 */
export interface LawRule {
  /** Stable: findings and duties name it. */
  readonly key: string;
  /** Letters of the contents of the plan (a–i) that it is about. */
  readonly content?: readonly string[];
  /** Key in `references` of profiles/fsh/rules.json. */
  readonly reference: string;
  /** First and last day (`YYYY-MM-DD`) on which it is law; open where they are not known to matter. */
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly phase: 'form' | 'world';
  readonly severity: 'error' | 'warning';
  readonly message: Text;
  readonly action: Text;
  readonly expected: string;
  readonly owedBy: Debtor;
  /** By when, in words, for the page; the date itself is each lack's own. */
  readonly term: string;
  /** A form rule that only forbids to begin: what has begun is a fact, and what is owed for it a duty. */
  readonly forbidsBeginning?: true;
  /** A world rule that is about the dead; the others are about who lives. */
  readonly holdsAfterDeath?: true;
  readonly lacks: (one: Case) => readonly Lack[];
}

/** A rule as it is written: its phase says how severe it is. */
type Written = Omit<LawRule, 'severity' | 'owedBy' | 'term'> & Partial<Pick<LawRule, 'owedBy' | 'term'>>;

/** A rule that refuses. */
export function formRule(rule: Omit<Written, 'phase'>): LawRule {
  return { owedBy: 'author', term: 'before it is taken in', ...rule, phase: 'form', severity: 'error' };
}

/** A rule that accepts, and says what is owed. */
export function worldRule(rule: Omit<Written, 'phase'>): LawRule {
  return { owedBy: 'coordinating-unit', term: 'without delay', ...rule, phase: 'world', severity: 'warning' };
}
