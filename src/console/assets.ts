import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { RequestHandler } from 'express';

const require = createRequire(import.meta.url);

/** What pages load, all of it served by ourselves: nothing else of node_modules is. Components of the design system that pages use. */
const COMPONENTS = [
  'base',
  'alert',
  'badge',
  'button',
  'card',
  'details',
  'field',
  'heading',
  'input',
  'label',
  'link',
  'list',
  'paragraph',
  'skip-link',
  'table',
  'tag',
];

const FILES = {
  'design.css': ['@digdir/designsystemet-theme', ...COMPONENTS.map((name) => `@digdir/designsystemet-css/${name}.css`)],
  'plot.css': ['uplot/dist/uPlot.min.css'],
  'plot.js': ['uplot/dist/uPlot.iife.min.js'],
  'htmx.js': ['htmx.org/dist/htmx.min.js'],
  'console.css': ['./assets/console.css'],
  'runs.js': ['./assets/runs.js'],
  'live.js': ['./assets/live.js'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type AssetName = keyof typeof FILES;

/** What pages load, in memory. */
export interface Assets {
  /** Where a file is below the console: another place for each content. */
  place(name: AssetName): string;
  readonly serve: RequestHandler;
}

const YEAR_SECONDS = 31_536_000;
/** The order of the design system's layers, as its own whole file has it. */
const LAYERS = '@layer ds.theme, ds.base, ds.components;\n';

/**
 * Reads what pages load. Its address says what is in it, so a browser asks once.
 *
 * @example
 * router.get('/assets/:version/:name', openAssets().serve);
 */
export function openAssets(): Assets {
  const files = new Map(Object.entries(FILES).map(([name, parts]) => [name, fileOf(name, parts)] as const));
  return {
    place: (name) => `/assets/${files.get(name)?.version}/${name}`,
    serve(request, response, next) {
      const { version, name } = request.params as { readonly version?: string; readonly name?: string };
      const file = files.get(name ?? '');
      if (file === undefined || file.version !== version) {
        next();
        return;
      }
      response
        .set('content-type', file.type)
        .set('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`)
        .send(file.content);
    },
  };
}

function fileOf(
  name: string,
  parts: readonly string[],
): { readonly version: string; readonly type: string; readonly content: Buffer } {
  const texts = parts.map((part) => readFileSync(pathOf(part), 'utf8'));
  const content = Buffer.from(
    name === 'design.css' ? `${texts[0]}\n${LAYERS}${texts.slice(1).join('\n')}` : texts.join(''),
  );
  const version = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const type = name.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
  return { version, type, content };
}

function pathOf(part: string): string {
  return part.startsWith('./') ? fileURLToPath(new URL(part, import.meta.url)) : require.resolve(part);
}
