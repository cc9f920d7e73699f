import type { Bundle, Composition } from '@medplum/fhirtypes';
import { escaped } from '../record/narrative.ts';
import type { Language } from '../validation/finding.ts';
import { CONTENT_HASH } from './content-hash.ts';
import { WORDS } from './word-texts.ts';

const STYLE =
  'body{font:1rem/1.5 sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{border:1px solid;padding:.25rem .5rem;text-align:left;vertical-align:top}footer{margin-top:2rem;overflow-wrap:anywhere}@media print{section{break-inside:avoid-page}}';

/**
 * A plan document as one HTML page that needs nothing else: its narratives as they stand in the Bundle (so that page and Bundle say
 * the same), with its hash at the end.
 *
 * @param document as `planDocument` makes it
 * @throws TypeError for a Bundle that does not begin with a Composition
 * @example
 * await writeFile('plan.html', documentPage(bundle));
 */
export function documentPage(document: Bundle): string {
  const composition = document.entry?.[0]?.resource;
  if (composition?.resourceType !== 'Composition') throw new TypeError('a document begins with its Composition');
  const language = languageOf(composition);
  const sections = (composition.section ?? []).map(
    ({ title, text }) => `<section>\n<h2>${escaped(title ?? '')}</h2>\n${text?.div ?? ''}\n</section>\n`,
  );
  const hash = composition.extension?.find(({ url }) => url === CONTENT_HASH)?.valueString ?? '';
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(WORDS.title[language])}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(composition.title)}</h1>
${composition.text?.div ?? ''}
${sections.join('')}</main>
<footer>${WORDS.hash[language]}: <code>${escaped(hash)}</code></footer>
</body>
</html>
`;
}

function languageOf({ language }: Composition): Language {
  return language === 'nn' || language === 'en' ? language : 'nb';
}
