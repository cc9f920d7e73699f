import { readFile } from 'node:fs/promises';

/** The key and the certificate that Samplan ends TLS with, out of PEM files. */
export async function readPem(files: {
  readonly key: string;
  readonly certificate: string;
}): Promise<{ readonly key: string; readonly cert: string }> {
  return { key: await readFile(files.key, 'utf8'), cert: await readFile(files.certificate, 'utf8') };
}
