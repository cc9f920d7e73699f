#!/usr/bin/env node
// Parsed by whatever Node is there: only after the version is known may anything of Samplan be loaded.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';

const NEEDED = 24;

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  // What was compiled once is not compiled at every start. In the program's own folder: what lies in one that others can write to
  // would be theirs to say. Where it cannot be written, nothing is kept.
  module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)));
  // A start reads far more than it keeps, and V8 never gives back the room that it made for that: 20 MB for as long as the server
  // lives. serve.ts lets it grow again when the start is over.
  if (process.argv[2] === 'serve') v8.setFlagsFromString('--semi-space-growth-factor=1');
  const built = new URL('../../dist/cli/run.js', import.meta.url);
  const program = existsSync(built)
    ? { start: built, ending: '.js', format: 'module' }
    : { start: new URL('./run.ts', import.meta.url), ending: '.ts', format: 'module-typescript' };
  findOwnModules(program);
  const { run } = await import(program.start.href);
  process.exitCode = await run(process.argv.slice(2));
} else runOnNewerNode();

/** Our modules lie where their imports say: Node would look at the disk for each of almost two thousand imports, a third of a start. */
function findOwnModules({ start, ending, format }) {
  const home = new URL('..', start).href;
  module.registerHooks({
    resolve: (specifier, context, next) =>
      specifier.startsWith('.') && specifier.endsWith(ending) && context.parentURL?.startsWith(home)
        ? { url: new URL(specifier, context.parentURL).href, format, shortCircuit: true }
        : next(specifier, context),
  });
}

/** The `node` package among the development dependencies brings the right Node along. */
function runOnNewerNode() {
  const newer = ['../../node_modules/.bin/node', '../../../.bin/node']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find(existsSync);
  if (newer === undefined || process.env['SAMPLAN_RELAUNCHED'] !== undefined) {
    process.stderr.write(
      `samplan: this is Node ${process.versions.node}; Node ${NEEDED} or newer is needed. Install it from https://nodejs.org, or run "npm ci" in Samplan's folder, which brings one along.\n`,
    );
    process.exitCode = 2;
    return;
  }
  const child = spawn(newer, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, SAMPLAN_RELAUNCHED: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`samplan: ${newer} does not start (${error.code}). Run "npm ci" in Samplan's folder.\n`);
    process.exitCode = 2;
  });
  child.on('close', (code) => {
    process.exitCode = code ?? 1;
  });
}
