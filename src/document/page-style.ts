import type { Fact } from './block.ts';

/** What every page of a document looks like, on a screen and on paper. */
const STYLE = [
  ':root{color-scheme:light dark}',
  'body{font:1rem/1.5 "Noto Sans",system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}',
  'h1,h2,h3{line-height:1.25;break-after:avoid}',
  // Whatever direction a text is written in, it is that of its own line only.
  'p,li,td,th,h1,h2,h3{unicode-bidi:plaintext}',
  'table{border-collapse:collapse;width:100%}thead{display:table-header-group}tr{break-inside:avoid}',
  'th,td{border:1px solid;padding:.25rem .5rem;text-align:start;vertical-align:top;font-size:.9em;hyphens:auto}',
  '.signature{break-inside:avoid}.signature p{border-top:1px solid;margin:3.5rem 0 0;padding-top:.25rem}',
  'footer{margin-top:2rem;border-top:1px solid}',
  '@media print{:root{color-scheme:light}body{font-size:10.5pt;max-width:none;margin:0;padding:0}p,ul{margin:.25rem 0}}',
].join('');

/**
 * The style of a page; on paper, version and hash are at the foot of every sheet, with its number.
 *
 * @param page what stands before the number of a sheet, and between it and the number of all
 * @example
 * pageStyle([['Versjon', '3']], ['Side', 'av']); // '…@page{…@bottom-left{content:"Versjon: 3"…'
 */
export function pageStyle(foot: readonly Fact[], [page, of]: readonly [page: string, of: string]): string {
  const told = foot.map((fact) => quoted(fact.join(': '))).join(' " · " ');
  return [
    STYLE,
    '@page{size:A4;margin:18mm 18mm 24mm;',
    `@bottom-left{font:7pt sans-serif;content:${told === '' ? '""' : told}}`,
    `@bottom-right{font:7pt sans-serif;content:${quoted(`${page} `)} counter(page) ${quoted(` ${of} `)} counter(pages)}}`,
  ].join('');
}

/** As a string in CSS that can be nothing else, nor end the element that it stands in. */
function quoted(text: string): string {
  return `"${text.replaceAll(/[^\p{L}\p{N} .:()-]/gu, '')}"`;
}
