import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

const LINE_END = 0x0a;
/** Characters that are gathered before they are written. */
const CHUNK = 256 * 1024;

/** A line of a file, without its end, and where it ends. */
export interface Line {
  readonly text: string;
  /** Bytes from the beginning of the file, the line end with them. */
  readonly end: number;
}

/**
 * The lines of a file one after the other, however large it is. What has no line end is no line: writing broke off there.
 *
 * @example
 * for await (const { text } of wholeLines('samplan.ndjson')) JSON.parse(text);
 */
export async function* wholeLines(file: string): AsyncGenerator<Line> {
  let rest: Buffer[] = [];
  let end = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, start)) {
      const bytes = Buffer.concat([...rest, chunk.subarray(start, at)]);
      rest = [];
      start = at + 1;
      end += bytes.length + 1;
      yield { text: bytes.toString('utf8'), end };
    }
    rest.push(chunk.subarray(start));
  }
}

/** Writes lines to a file, many at a time, and says of each chunk what was written. */
export class LineWriter {
  readonly #file: FileHandle;
  readonly #onWritten: (text: string) => void;
  #texts: string[] = [];
  #size = 0;

  constructor(file: FileHandle, onWritten: (text: string) => void) {
    this.#file = file;
    this.#onWritten = onWritten;
  }

  async write(line: string): Promise<void> {
    this.#texts.push(line, '\n');
    this.#size += line.length;
    if (this.#size >= CHUNK) await this.flush();
  }

  /** Everything is with the system when it resolves; `sync` of the file brings it to the disk. */
  async flush(): Promise<void> {
    const text = this.#texts.join('');
    [this.#texts, this.#size] = [[], 0];
    if (text === '') return;
    await this.#file.appendFile(text);
    this.#onWritten(text);
  }
}
