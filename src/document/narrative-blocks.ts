import { SaxesParser } from 'saxes';
import type { Block, Fact } from './block.ts';

/** An element of a narrative, and what is in it. */
interface Element {
  readonly name: string;
  readonly content: (Element | string)[];
}

/**
 * What a narrative says, as blocks again: the other way of `narrativeOf` (xhtml.ts), for forms that are no HTML. It reads what that
 * writes, and of anything else the text.
 *
 * @param div as `Narrative.div` has it; empty where there is none
 * @throws Error where it is not well-formed
 * @example
 * blocksOf(narrativeOf([{ kind: 'text', text: 'Gå <b>tur</b>' }], 'nb').div); // [{ kind: 'text', text: 'Gå <b>tur</b>' }]
 */
export function blocksOf(div: string): readonly Block[] {
  const blocks: Block[] = [];
  if (div === '') return blocks;
  for (const one of elementsIn(parsed(div))) {
    const block = blockOf(one);
    const last = blocks.at(-1);
    // Facts that stand one after the other are one block.
    if (block.kind === 'facts' && last?.kind === 'facts')
      blocks.splice(-1, 1, { kind: 'facts', facts: [...last.facts, ...block.facts] });
    else blocks.push(block);
  }
  return blocks;
}

function blockOf(element: Element): Block {
  switch (element.name) {
    case 'h3':
      return { kind: 'heading', text: textOf(element) };
    case 'ul':
      return { kind: 'list', items: elementsIn(element).map(textOf) };
    case 'table': {
      const [head = [], ...rows] = named(element, 'tr').map((row) => elementsIn(row).map(textOf));
      return { kind: 'table', head, rows };
    }
    default: {
      const [label] = element.content;
      if (typeof label !== 'object' || label.name !== 'b') return { kind: 'text', text: textOf(element) };
      const value = textOf({ ...element, content: element.content.slice(1) });
      const fact: Fact = [textOf(label), value.replace(/^: /u, '')];
      return { kind: 'facts', facts: [fact] };
    }
  }
}

function parsed(div: string): Element {
  const root: Element = { name: '', content: [] };
  const open: Element[] = [root];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    const element: Element = { name, content: [] };
    open.at(-1)?.content.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', (text) => void open.at(-1)?.content.push(text));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(div).close();
  const [top] = elementsIn(root);
  return top ?? root;
}

function elementsIn({ content }: Element): readonly Element[] {
  return content.filter((one) => typeof one === 'object');
}

/** Elements of this name anywhere within, in their order. */
function named(element: Element, name: string): readonly Element[] {
  return elementsIn(element).flatMap((one) => (one.name === name ? [one] : named(one, name)));
}

function textOf({ content }: Element): string {
  return content.map((one) => (typeof one === 'string' ? one : one.name === 'br' ? '\n' : textOf(one))).join('');
}
