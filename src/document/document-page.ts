import { createHash } from 'node:crypto';
import type { Bundle } from '@medplum/fhirtypes';
import { escaped } from '../record/narrative.ts';
import type { Language } from '../validation/finding.ts';
import { pageStyle } from './page-style.ts';
import { type PrintedDocument, printedOf } from './printed-document.ts';
import { WORDS } from './word-texts.ts';
import { narrativeOf } from './xhtml.ts';

/**
 * A plan document as one HTML page that needs nothing else: its narratives as they stand in the Bundle (so that page and Bundle say
 * the same), lines to sign on, and version and hash at the foot, on paper of every sheet. It runs no script and asks nobody, which it
 * tells the browser itself: a page that was saved is as safe as one that was served.
 *
 * @param document as `planDocument` makes it
 * @throws TypeError for a Bundle that does not begin with a Composition
 * @example
 * await writeFile('plan.html', documentPage(bundle));
 */
export function documentPage(document: Bundle): string {
  const printed = printedOf(document);
  const { language, title, head, sections, foot } = printed;
  const style = styleOf(printed);
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(style)}">
<meta name="viewport" content="width=device-width">
<title>${escaped(WORDS.title[language])}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${head}
${sections.map(sectionOf).join('')}${signatures(language)}</main>
<footer>
${narrativeOf([{ kind: 'facts', facts: foot }], language).div}
</footer>
</body>
</html>
`;
}

/**
 * What the page of a document may do in a browser (CSP Level 3): show itself in its own style. It says so itself; who serves it among stricter
 * pages says the same.
 *
 * @example
 * response.set('content-security-policy', documentPolicy(bundle));
 */
export function documentPolicy(document: Bundle): string {
  return policyOf(styleOf(printedOf(document)));
}

function styleOf({ language, foot }: PrintedDocument): string {
  return pageStyle(foot, [WORDS.page[language], WORDS.of[language]]);
}

function policyOf(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

function sectionOf({ title, narrative }: PrintedDocument['sections'][number], index: number): string {
  const id = `section-${index + 1}`;
  return `<section aria-labelledby="${id}">\n<h2 id="${id}">${escaped(title)}</h2>\n${narrative}\n</section>\n`;
}

function signatures(language: Language): string {
  const lines = [WORDS.placeAndDate, WORDS.signature].map((line) => `<p>${line[language]}</p>`).join('');
  const who = [WORDS.signsForPerson, WORDS.signsAsCoordinator].map(
    (one) => `<div class="signature">\n<h3>${one[language]}</h3>\n${lines}\n</div>\n`,
  );
  return `<section aria-labelledby="signatures">\n<h2 id="signatures">${WORDS.signatures[language]}</h2>\n${who.join('')}</section>\n`;
}
