import type { Parameters } from '@medplum/fhirtypes';
import { ApiRefused } from '../../fhir-client.ts';
import type { Page } from '../../page.ts';
import { said } from '../../said.ts';
import { ACCESS_LOG, DISCLOSURES } from '../../texts/access-log-texts.ts';
import { MY_DISCLOSURES } from '../../texts/mine-texts.ts';
import { disclosureRow } from '../disclosures.ts';
import { nothingHere } from './my-plan.ts';

/**
 * Who received or read a person's plan, as `$disclosures` answers her (pasientjournalforskriften § 14).
 *
 * @example
 * const pages = [myDisclosures];
 */
export const myDisclosures: Page = {
  name: 'my-disclosures',
  path: '/mine/disclosures',
  menu: MY_DISCLOSURES.title,
  asks: { type: 'AuditEvent', right: 'r' },
  isForHerself: 'alone',
  async show({ fhir, caller, language }) {
    try {
      const { parameter = [] } = await fhir.read<Parameters>(['Patient', caller.patient || 'none', '$disclosures']);
      const t = said({ ...DISCLOSURES, ...MY_DISCLOSURES, when: ACCESS_LOG.when, who: ACCESS_LOG.who }, language);
      const disclosures = parameter.map((one) => disclosureRow(one, language));
      return { title: t.title, template: 'disclosures', data: { t, disclosures } };
    } catch (error) {
      if (error instanceof ApiRefused && error.status === 404) return nothingHere(language);
      throw error;
    }
  },
};
