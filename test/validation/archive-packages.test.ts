import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { Header } from 'tar';
import { PackageError } from '../../src/validation/package-fault.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { packageOf, profileOf } from './made-package.ts';

interface Entry {
  readonly path: string;
  readonly content?: unknown;
  readonly type?: 'File' | 'OldFile' | 'SymbolicLink' | 'Link' | 'Directory';
  readonly size?: number;
}

/** A tar archive of these entries, whatever their paths: made by hand, because no tool would. */
function tar(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ path, content, type = 'File', size }) => {
    const body = Buffer.from(
      content === undefined ? '' : typeof content === 'string' ? content : JSON.stringify(content),
    );
    const block = Buffer.alloc(512);
    new Header({
      path,
      type,
      size: size ?? body.length,
      mode: 0o644,
      ...(type.endsWith('Link') ? { linkpath: '/etc/passwd' } : {}),
    }).encode(block);
    return [block, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function tgz(bytes: Buffer, name = 'package.tgz'): string {
  const file = join(packageOf({}), name);
  writeFileSync(file, bytes);
  return file;
}

const archive = (entries: readonly Entry[]): string => tgz(gzipSync(tar(entries)));

function faultsOf(path: string): readonly string[] {
  try {
    createValidator({ packages: [path] });
    return [];
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    return error.faults.map(({ file, reason }) => `${file}: ${reason}`);
  }
}

const profile = profileOf('CarePlan', [{ id: 'CarePlan', path: 'CarePlan' }]);
const manifest = { path: 'package/package.json', content: { name: 'no.example.plan', version: '1.0.0' } };

test('a FHIR package is read from its archive by its manifest, without its examples', () => {
  const path = archive([
    manifest,
    { path: 'package/.index.json', content: {} },
    { path: 'package/StructureDefinition-made.json', content: profile, type: 'OldFile' },
    { path: 'package/example/StructureDefinition-broken.json', content: '{' },
    { path: 'package/readme.md', content: '{' },
  ]);
  expect(createValidator({ packages: [path] }).profiles).toEqual([
    { url: profile['url'], type: 'CarePlan', kind: 'resource', name: 'Made', package: 'no.example.plan' },
  ]);
});

test('what its rules say is read from it too', () => {
  const path = archive([manifest, { path: 'package/other/rules.json', content: {} }]);
  expect(faultsOf(path)).toEqual([expect.stringMatching(/rules\.json: has no list of rules$/)]);
});

test.each<[string, readonly Entry[], RegExp]>([
  [
    'out of the package',
    [manifest, { path: 'package/../../evil.json', content: {} }],
    /evil\.json: leads out of the package$/,
  ],
  [
    'to an absolute place',
    [manifest, { path: '/etc/evil.json', content: {} }],
    /evil\.json: leads out of the package$/,
  ],
  ['to a drive', [manifest, { path: 'C:\\evil.json', content: {} }], /evil\.json: leads out of the package$/],
  [
    'through a link',
    [manifest, { path: 'package/evil.json', type: 'SymbolicLink' }],
    /evil\.json: is neither a file nor a folder$/,
  ],
  [
    'through a hard link',
    [manifest, { path: 'package/evil.json', type: 'Link' }],
    /evil\.json: is neither a file nor a folder$/,
  ],
  ['to nothing', [{ path: 'other/a.json', content: {} }], /package\.tgz: has no package\/\*\.json$/],
])('an archive that leads %s is refused', (_, entries, expected) => {
  expect(faultsOf(archive(entries))).toEqual([expect.stringMatching(expected)]);
});

test('an archive with a large file is refused by what it says of its size', () => {
  const large = { path: 'package/large.json', content: ' '.repeat(33 * 1024 * 1024) };
  expect(faultsOf(archive([manifest, large]))).toEqual([
    expect.stringMatching(/large\.json: has \d+ bytes; \d+ is the limit$/),
  ]);
});

test('an archive that unpacks without end is refused before it does', () => {
  const zeros = gzipSync(Buffer.alloc(257 * 1024 * 1024));
  expect(zeros.length).toBeLessThan(1024 * 1024);
  expect(faultsOf(tgz(zeros))).toEqual([expect.stringMatching(/unpacks to more than \d+ bytes$/)]);
});

test('an archive with more entries than any package is refused', () => {
  const entries = Array.from({ length: 20_001 }, (_, index) => ({ path: `package/${index}.json` }));
  expect(faultsOf(archive(entries))).toEqual([expect.stringMatching(/has 20001 entries; 20000 is the limit$/)]);
});

test.each<[string, Buffer, RegExp]>([
  ['no gzip', Buffer.from('plain'), /is no gzip archive$/],
  ['no tar', gzipSync(Buffer.from('x'.repeat(2048))), /is no tar archive, or a broken one$/],
  ['torn off', gzipSync(tar([{ path: 'package/a.json', content: profile }]).subarray(0, 700)), /broken one$/],
])('an archive that is %s is refused', (_, bytes, expected) => {
  expect(faultsOf(tgz(bytes))).toEqual([expect.stringMatching(expected)]);
});

test('a folder with a large file, too much, or too many files is refused before they are read', () => {
  const megabytes = (folder: string, name: string, size: number): void => {
    writeFileSync(join(folder, name), '');
    truncateSync(join(folder, name), size * 1024 * 1024);
  };
  const large = packageOf({});
  megabytes(large, 'large.json', 33);
  expect(faultsOf(large)).toEqual([expect.stringMatching(/^large\.json: has \d+ bytes; \d+ is the limit$/)]);
  const much = packageOf({});
  for (let index = 0; index < 9; index += 1) megabytes(much, `${index}.json`, 30);
  expect(faultsOf(much)).toEqual([expect.stringMatching(/: has \d+ bytes; \d+ is the limit$/)]);
  const many = packageOf({});
  for (let index = 0; index <= 20_000; index += 1) writeFileSync(join(many, `${index}.json`), '');
  expect(faultsOf(many)).toEqual([expect.stringMatching(/: has 20001 files; 20000 is the limit$/)]);
});

test('a file of another name is no archive', () => {
  expect(faultsOf(tgz(gzipSync(tar([manifest])), 'package.zip'))).toEqual([
    expect.stringMatching(/is neither a folder nor a \.tgz file$/),
  ]);
});
