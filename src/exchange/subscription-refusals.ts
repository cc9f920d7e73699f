import { SamplanError } from '../errors.ts';
import type { Finding } from '../validation/finding.ts';

/** A Subscription that Samplan cannot keep: every reason. */
export function refusedSubscription(findings: readonly Finding[]): SamplanError {
  return new SamplanError(
    'invalid',
    {
      nb: 'Abonnementet er ikke tatt imot. Rett det som er funnet, og send det på nytt.',
      nn: 'Abonnementet er ikkje teke imot. Rett det som er funne, og send det på nytt.',
      en: 'The subscription was not taken in. Correct what was found and send it again.',
    },
    { where: 'Subscription', findings },
  );
}

/** An organization has as many as it can have. */
export function tooManySubscriptions(most: number): SamplanError {
  return new SamplanError(
    'duplicate',
    {
      nb: 'Virksomheten har så mange abonnementer som den kan ha. Slett ett som ikke brukes.',
      nn: 'Verksemda har så mange abonnement som ho kan ha. Slett eitt som ikkje blir brukt.',
      en: 'The organization has as many subscriptions as it can have. Delete one that is not used.',
    },
    { where: 'Subscription', expected: `at most ${most}` },
  );
}
