import { SamplanError } from '../errors.ts';
import type { Text } from '../validation/finding.ts';

/**
 * What a national store says itself that forbids to send or fetch a person's plan (domain § 1.5 a, privacySetting): she has not
 * consented there, has reserved herself against it, has blocked it, or access to it is restricted.
 */
export type Bar = 'no-consent' | 'reserved' | 'blocked' | 'restricted';

const text = (nb: string, nn: string, en: string): Text => ({ nb, nn, en });

const WHAT: Readonly<Record<Bar, Text>> = {
  'no-consent': text(
    'Personen har ikke samtykket i lageret til at planen står der. Ingenting sendes eller hentes.',
    'Personen har ikkje samtykt i lageret til at planen står der. Ingenting blir sendt eller henta.',
    'The person has not consented in the store to the plan standing there. Nothing is sent or fetched.',
  ),
  reserved: text(
    'Personen har reservert seg i lageret. Ingenting sendes eller hentes.',
    'Personen har reservert seg i lageret. Ingenting blir sendt eller henta.',
    'The person has reserved herself against the store. Nothing is sent or fetched.',
  ),
  blocked: text(
    'Personen har sperret planen i lageret. Ingenting sendes eller hentes.',
    'Personen har sperra planen i lageret. Ingenting blir sendt eller henta.',
    'The person has blocked the plan in the store. Nothing is sent or fetched.',
  ),
  restricted: text(
    'Tilgangen til planen er begrenset i lageret. Ingenting sendes eller hentes.',
    'Tilgangen til planen er avgrensa i lageret. Ingenting blir sendt eller henta.',
    'Access to the plan is restricted in the store. Nothing is sent or fetched.',
  ),
};

/** What to do about a bar, the same for all: only the person can lift it, and only there. */
export const ABOUT_BARS: Text = text(
  'Spør personen. Vil hen ha planen der, endrer hen det selv på Helsenorge; vil hen ikke, registrer at samtykket til publisering er trukket. Samplan ser etter ved hver gjennomgang.',
  'Spør personen. Vil hen ha planen der, endrar hen det sjølv på Helsenorge; vil hen ikkje, registrer at samtykket til publisering er trekt. Samplan ser etter ved kvar gjennomgang.',
  'Ask the person. Who wants the plan there changes it on Helsenorge herself; if she does not, record that the consent to publication is withdrawn. Samplan looks again in every pass.',
);

/** What a bar means, in words. */
export function describeBar(bar: Bar): Text {
  return WHAT[bar];
}

/**
 * `partner-refused`, because the person has said so to the store: her link is held, and blocks nobody.
 *
 * @example
 * throw new BarredThere('no-consent', 'PUT CarePlan');
 */
export class BarredThere extends SamplanError {
  readonly bar: Bar;

  constructor(bar: Bar, where: string) {
    super('partner-refused', WHAT[bar], { where, expected: 'that the store lets the plan in', found: bar });
    this.name = 'BarredThere';
    this.bar = bar;
  }
}
