import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '@medplum/fhirtypes';
import type { Command } from 'commander';
import type { LoadedMapping } from '../source/load-mapping.ts';
import { EXIT } from './exit-code.ts';
import { repeatable } from './repeatable.ts';
import type { Session } from './session.ts';

/** `samplan mapping`: whether a mapping holds what its examples say, and the beginning of a new one. */
export function addMapping(program: Command, session: Session): void {
  const mapping = program
    .command('mapping')
    .summary('test a mapping, or begin a new one')
    .description('Tests a mapping, or begins a new one.')
    .addHelpText('after', '\nExample:\n  $ samplan mapping test sampro');
  mapping
    .command('test <name>')
    .summary('test a mapping on its examples, both ways')
    .description(
      [
        'Maps each examples/NAME.source.* of a mapping to FHIR and compares it with examples/NAME.fhir.json, and back, and',
        'compares it with the source. --write writes the .fhir.json that are missing or differ. Exits with 1 where one differs.',
      ].join(' '),
    )
    .option('--write', 'write what the mapping makes of the examples')
    .addHelpText('after', '\nExample:\n  $ samplan mapping test sampro')
    .action((name: string, options: { readonly write?: true }) => test(session, name, options.write === true));
  mapping
    .command('new <folder>')
    .summary('begin a mapping from example files')
    .description(
      'Makes a folder with a schema inferred from JSON example files, an empty code table, and a mapping.yaml whose pairs are to be filled in.',
    )
    .requiredOption('--from <file>', 'example of the source, JSON; may be repeated', repeatable)
    .addHelpText(
      'after',
      '\nExample:\n  $ samplan mapping new our-system --from mappings/sampro/examples/ingrid.source.json',
    )
    .action((folder: string, options: { readonly from: readonly string[] }) => begin(session, folder, options.from));
}

async function test(session: Session, name: string, isWriting: boolean): Promise<void> {
  const [{ loadMapping }, { mappingNamed }] = await Promise.all([
    import('../source/load-mapping.ts'),
    import('./mapping-named.ts'),
  ]);
  const folder = mappingNamed(name);
  const mapping = await loadMapping(folder);
  const examples = path.join(folder, 'examples');
  let wrong = 0;
  let count = 0;
  for (const file of existsSync(examples) ? (await readdir(examples)).sort() : []) {
    const example = /^(.+)\.source\.\w+$/u.exec(file)?.[1];
    if (example === undefined) continue;
    count += 1;
    const faults = await testExample(mapping, examples, example, file, isWriting);
    session.terminal.write(
      `${faults.length === 0 ? 'ok  ' : 'FAIL'} ${example}${faults.map((fault) => `\n     ${fault}`).join('')}\n`,
    );
    wrong += faults.length;
  }
  if (count === 0) session.terminal.write(`FAIL no examples: ${examples} has no NAME.source.*\n`);
  session.end(wrong === 0 && count > 0 ? EXIT.ok : EXIT.failed);
}

async function testExample(
  mapping: LoadedMapping,
  folder: string,
  example: string,
  file: string,
  isWriting: boolean,
): Promise<readonly string[]> {
  const { readRecords } = await import('../source/read-records.ts');
  const faults: string[] = [];
  let count = 0;
  for await (const item of readRecords(path.join(folder, file), mapping)) {
    if ('fault' in item) return [`${item.fault.path}: ${item.fault.message.en}`];
    count += 1;
    const { resources, loss, findings } = mapping.toRecord(item.value);
    faults.push(...findings.map(({ path: at, message }) => `${item.placeOf(at)}: ${message.en}`));
    const golden = path.join(folder, `${example}.fhir.json`);
    if (isWriting) await writeFile(golden, `${JSON.stringify({ loss, resources }, undefined, 2)}\n`);
    const expected = JSON.parse(await readFile(golden, 'utf8')) as { readonly resources: readonly Resource[] };
    if (!isDeepStrictEqual({ loss, resources }, expected)) faults.push(`to FHIR: not as ${example}.fhir.json says`);
    const back = mapping.toSource(expected.resources, item.value);
    faults.push(...back.loss.map(({ pointer, reason }) => `back to the source: ${pointer} ${reason}`));
    if (!isDeepStrictEqual(back.source, item.value)) faults.push(`back to the source: not as ${file}`);
  }
  // Its other side is what one record becomes.
  return count === 1 ? faults : [...faults, `${file}: ${count} records, not one`];
}

async function begin(session: Session, folder: string, files: readonly string[]): Promise<void> {
  const { beginMapping } = await import('../source/begin-mapping.ts');
  const examples = await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, 'utf8')) as unknown));
  await mkdir(path.join(folder, 'examples'), { recursive: true });
  const made = beginMapping(path.basename(folder), examples);
  for (const [name, text] of Object.entries(made)) {
    // What somebody has written is not written over.
    await writeFile(path.join(folder, name), text, { flag: 'wx' });
    session.terminal.write(`${path.join(folder, name)}\n`);
  }
  for (const [index, file] of files.entries()) {
    const name = path.basename(file).replace(/(\.source)?\.json$/u, '');
    await writeFile(
      path.join(folder, 'examples', `${name}.source.json`),
      `${JSON.stringify(examples[index], undefined, 2)}\n`,
    );
  }
  session.end(EXIT.ok);
}
