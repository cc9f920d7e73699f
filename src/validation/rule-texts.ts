import { definitionRuleTexts } from './definition-rule-texts.ts';
import type { Text } from './finding.ts';
import { formatRuleTexts } from './format-rule-texts.ts';
import { referenceRuleTexts } from './reference-rule-texts.ts';
import type { Rule } from './rule.ts';
import type { RuleText } from './rule-text.ts';
import type { Site } from './site.ts';
import { sliceRuleTexts } from './slice-rule-texts.ts';

const texts: Readonly<Record<Rule, RuleText>> = {
  ...formatRuleTexts,
  ...definitionRuleTexts,
  ...sliceRuleTexts,
  ...referenceRuleTexts,
};

type Language = keyof Text;

function fill(template: Text, site: Site, found: Text): Text {
  const inLanguage = (language: Language): string =>
    template[language].replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      switch (name) {
        case 'found':
          return found[language];
        case 'element':
          return site.element;
        case 'expected':
          return site.expected ?? '';
        case 'key':
          return site.key ?? '';
        case 'human':
          return site.human ?? '';
        default:
          return site.profile ?? '';
      }
    });
  return { nb: inLanguage('nb'), nn: inLanguage('nn'), en: inLanguage('en') };
}

/** The last texts of each site: a site is made once, and mostly finds the same again. */
const latest = new WeakMap<Site, { readonly found: string; readonly text: RuleText }>();

/** The issue code, clause and texts of a finding at this site. */
export function ruleText(site: Site, found: Text): RuleText {
  const known = latest.get(site);
  if (known?.found === found.en) {
    return known.text;
  }
  const template = texts[site.rule];
  const text = {
    code: template.code,
    clause: template.clause,
    message: site.told?.message ?? fill(template.message, site, found),
    action: site.told?.action ?? fill(template.action, site, found),
  };
  latest.set(site, { found: found.en, text });
  return text;
}
