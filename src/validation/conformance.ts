interface Answer {
  /** The rule that the value breaks; undefined when it follows the profile. */
  rule: string | undefined;
  isPending: boolean;
  /** Taken to be so by another answer while it was pending. */
  isAssumed: boolean;
}

/** Times that answers are found anew because one of them rested on what turned out otherwise. */
const MAX_ROUNDS = 50;

/**
 * Which value follows which profile, each asked once. Profiles may refer to each other in a ring: what is being asked already is
 * taken to hold, and when it turns out not to, all that was answered meanwhile is asked again.
 */
export class Conformance {
  private readonly answers = new Map<object, Map<object, Answer>>();
  /** Of the question under way: what was answered, and what is known not to hold from an earlier round. */
  private given: (readonly [Map<object, Answer>, object])[] = [];
  private readonly refuted = new Map<object, Map<object, string>>();
  private isRefuted = false;
  private depth = 0;

  /** The first rule of the profile that the value breaks; undefined when it follows it. */
  breach(check: object, value: object, ask: () => string | undefined): string | undefined {
    const known = this.answers.get(check)?.get(value);
    if (known) {
      known.isAssumed ||= known.isPending;
      return known.rule;
    }
    if (this.depth > 0) {
      return this.answer(check, value, ask);
    }
    let rule = this.answer(check, value, ask);
    for (let round = 0; this.isRefuted && round < MAX_ROUNDS; round += 1) {
      for (const [map, key] of this.given) {
        map.delete(key);
      }
      this.given = [];
      this.isRefuted = false;
      rule = this.answer(check, value, ask);
    }
    this.given = [];
    this.refuted.clear();
    this.isRefuted = false;
    return rule;
  }

  private answer(check: object, value: object, ask: () => string | undefined): string | undefined {
    const answers = mapOf(this.answers, check);
    const assumed = this.refuted.get(check)?.get(value);
    const answer: Answer = { rule: assumed, isPending: true, isAssumed: false };
    answers.set(value, answer);
    this.given.push([answers, value]);
    this.depth += 1;
    answer.rule = ask();
    this.depth -= 1;
    answer.isPending = false;
    if (answer.isAssumed && assumed === undefined && answer.rule !== undefined) {
      mapOf(this.refuted, check).set(value, answer.rule);
      this.isRefuted = true;
    }
    return answer.rule;
  }
}

function mapOf<V>(maps: Map<object, Map<object, V>>, key: object): Map<object, V> {
  const known = maps.get(key) ?? new Map<object, V>();
  maps.set(key, known);
  return known;
}
