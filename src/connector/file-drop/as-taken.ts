import { type DropDocument, perhapsTaken, taken } from './drop-document.ts';
import type { DropFolder } from './drop-folder.ts';

/**
 * The document as the folder tells it: what is not in `out/` any more, and surely was, the partner has; of what perhaps was it may have it.
 *
 * @param name of the person's file
 * @example
 * await asTaken(folder, 'b1c2.json', document); // the document itself where what was put there still waits
 */
export async function asTaken(folder: DropFolder, name: string, document: DropDocument): Promise<DropDocument> {
  if (!document.out || (await folder.isWaiting(name))) return document;
  return document.out.isPut ? taken(document) : perhapsTaken(document);
}
