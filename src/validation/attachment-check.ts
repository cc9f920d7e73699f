import type { Pass } from './pass.ts';
import type { Site } from './site.ts';

const SIZE: Site = { rule: 'attachment-content', element: 'Attachment.size' };
const HASH: Site = { rule: 'attachment-content', element: 'Attachment.hash' };

/** What an attachment says of its data is true: bytes, and their SHA-1 (http://hl7.org/fhir/R4/datatypes-definitions.html#Attachment.hash). */
export function attachment(pass: Pass, { data, size, hash }: Record<string, unknown>): void {
  if (typeof data !== 'string' || (size === undefined && hash === undefined)) {
    return;
  }
  const content = Buffer.from(data, 'base64');
  if (typeof size === 'number' && size !== content.length) {
    pass.fail(SIZE, 'size', -1);
  }
  if (typeof hash === 'string' && hash !== sha1(content)) {
    pass.fail(HASH, 'hash', -1);
  }
}

function sha1(content: Buffer): string {
  // Loaded with the first hash: a start need not wait for it.
  return process.getBuiltinModule('node:crypto').createHash('sha1').update(content).digest('base64');
}
