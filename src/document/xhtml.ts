import type { Narrative } from '@medplum/fhirtypes';
import { escaped } from '../record/narrative.ts';
import type { Language } from '../validation/finding.ts';
import type { Block } from './block.ts';

/**
 * Blocks as the narrative of a section (R4 narrative.html): whatever a person wrote is text in it and never markup.
 *
 * @example
 * narrativeOf([{ kind: 'text', text: 'Gå <b>tur</b>' }], 'nb').div; // '<div … lang="nb" xml:lang="nb"><p>Gå &lt;b&gt;tur…'
 */
export function narrativeOf(blocks: readonly Block[], language: Language): Narrative {
  const content = blocks.map(htmlOf).join('');
  return {
    status: 'generated',
    div: `<div xmlns="http://www.w3.org/1999/xhtml" lang="${language}" xml:lang="${language}">${content}</div>`,
  };
}

function htmlOf(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `<p>${lines(block.text)}</p>`;
    case 'heading':
      return `<h3>${lines(block.text)}</h3>`;
    case 'facts':
      return block.facts.map(([label, value]) => `<p><b>${lines(label)}</b>: ${lines(value)}</p>`).join('');
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${lines(item)}</li>`).join('')}</ul>`;
    case 'table': {
      const head = block.head.map((cell) => `<th scope="col">${lines(cell)}</th>`).join('');
      const rows = block.rows.map((row) => `<tr>${row.map((cell) => `<td>${lines(cell)}</td>`).join('')}</tr>`);
      return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
    }
  }
}

/** Line breaks of who wrote it stay. */
function lines(text: string): string {
  return escaped(text.trim()).replaceAll(/\r\n?|\n/gu, '<br/>');
}
