import { readFileSync } from 'node:fs';

/** From package.json, which lies beside src and dist. */
export function softwareVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { readonly version: unknown }).version);
}
