import { SaxesParser } from 'saxes';

/** True for the text of one XML element with all that it needs (XML 1.0, Namespaces 1.0). */
export function isWellFormed(text: string): boolean {
  let isSound = true;
  const parser = new SaxesParser({ xmlns: true });
  for (const event of ['error', 'doctype', 'processinginstruction'] as const) {
    parser.on(event, () => {
      isSound = false;
    });
  }
  parser.write(text).close();
  return isSound;
}
