import path from 'node:path';
import type { Configuration } from '../config.ts';
import type { PreviewedPlace, PreviewedWay } from '../exchange/mapping-change.ts';
import type { MappingPreview, PreviewedMapping } from '../exchange/preview-mapping.ts';
import type { LoadedMapping } from '../source/load-mapping.ts';
import type { ConfigFileOption } from './config-file.ts';
import { EXIT } from './exit-code.ts';
import { openOperatorLog } from './operator-log.ts';
import { openProgress } from './progress.ts';
import type { Session } from './session.ts';
import { textTable } from './text-table.ts';

interface MappingPreviewOptions extends ConfigFileOption {
  readonly mapping: string;
  readonly name?: string;
  readonly json?: true;
}

/** What is told of it: what is compared, and what came of it. */
interface Told extends MappingPreview {
  readonly mapping: string;
  readonly versions: readonly [before: string, after: string];
  /** Names of the partners that use the mapping. */
  readonly partners: readonly string[];
}

/** Ids on a line of text; JSON has more of them. */
const SHOWN = 5;

/** `samplan preview --mapping`: what a changed mapping would do, before it is put in the place of another. */
export async function previewOfMapping(session: Session, options: MappingPreviewOptions): Promise<void> {
  const { terminal } = session;
  const [{ loadMapping }, { mappingNamed }, { lastSource }, { previewMapping }] = await Promise.all([
    import('../source/load-mapping.ts'),
    import('./mapping-named.ts'),
    import('../connector/file-drop/last-source.ts'),
    import('../exchange/preview-mapping.ts'),
  ]);
  const configuration = await session.configuration(options.config);
  const name = options.name ?? path.basename(path.resolve(options.mapping));
  const used = mappingsOf(configuration);
  const replaced = [...used.values()].find((folder) => path.basename(folder) === name) ?? mappingNamed(name);
  const [before, after] = await Promise.all([replaced, options.mapping].map((folder) => loadMapping(folder)));
  if (!before || !after) return;
  const partners = [...used].flatMap(([partner, folder]) => (folder === replaced ? [partner] : []));
  const installation = await session.open(configuration, openOperatorLog(terminal, configuration, 'warn'));
  const progress = openProgress(terminal, 'records');
  try {
    const found = await previewMapping(installation.context, {
      before: await previewed(before),
      after: await previewed(after),
      partners,
      lastSource: (partner, peerId) => lastSource(installation.context.store, partner, peerId),
      onProgress: ({ done, total }) => progress.show(done, total, ''),
    });
    progress.close();
    const told: Told = { mapping: name, versions: [before.version, after.version], partners, ...found };
    terminal.write(options.json === true ? `${JSON.stringify(told)}\n` : describe(told));
    session.end(found.toSource.newlyRefused + found.toFhir.newlyRefused > 0 ? EXIT.failed : EXIT.ok);
  } finally {
    progress.close();
    await installation.stop();
  }
}

/** Folders of mappings by the partner that uses them. */
function mappingsOf({ partners }: Configuration): ReadonlyMap<string, string> {
  return new Map(
    partners.flatMap(({ name, connector }) =>
      connector.kind === 'file-drop' && connector.mapping !== undefined ? [[name, connector.mapping] as const] : [],
    ),
  );
}

async function previewed(mapping: LoadedMapping): Promise<PreviewedMapping> {
  const { mappingHolds } = await import('../connector/file-drop/mapping-holds.ts');
  return { mapping, holds: mappingHolds(mapping.document) };
}

function describe({ mapping, versions, partners, records, toSource, toFhir }: Told): string {
  const by =
    partners.length === 0 ? 'no partner uses it: each record whole' : `as ${partners.join(', ')} would be sent it`;
  return [
    `${mapping} ${versions.join(' and ')}, over ${records} records.`,
    '',
    `To the source, ${by}:`,
    ...describeWay(toSource, 'not be written'),
    '',
    'To FHIR, what came last:',
    ...describeWay(toFhir, 'be set aside'),
    '',
  ].join('\n');
}

function describeWay(
  { mapped, differing, newlyRefused, newlyTaken, places }: PreviewedWay,
  refused: string,
): readonly string[] {
  const total = `  ${differing} of ${mapped} come to something else; ${newlyRefused} would ${refused}, ${newlyTaken} no longer.`;
  if (places.length === 0) return [total];
  const rows = places.map(({ place, what, is, newly, noLonger, records }: PreviewedPlace) => [
    `  ${is === undefined ? what : `${what} ${is}`} at ${place === '' ? 'the whole' : place}`,
    String(newly),
    String(noLonger),
    records.slice(0, SHOWN).join(' ') + (newly + noLonger > SHOWN ? ' …' : ''),
  ]);
  return [total, textTable(['  what', 'newly', 'no longer', 'for example'], rows)];
}
