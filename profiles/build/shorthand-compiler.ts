import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fhirdefs, sushiExport, sushiImport, utils } from 'fsh-sushi';
import { r4CorePackage } from './r4-core-package.ts';

/** One resource as SUSHI wrote it. */
export interface CompiledResource {
  readonly resourceType: string;
  readonly id: string;
  readonly [element: string]: unknown;
}

/** What came out of a folder of FSH. `problems` holds every error and warning of SUSHI, with file and line. */
export interface Compilation {
  readonly canonical: string;
  readonly version: string;
  readonly conformance: readonly CompiledResource[];
  readonly examples: readonly CompiledResource[];
  readonly problems: readonly string[];
}

/**
 * Compiles a folder of FSH with its sushi-config.yaml to FHIR, with snapshots.
 *
 * SUSHI runs as a library, not by its command line: that one asks npm for its newest version and three registries for
 * packages named `latest`.
 */
export async function compileShorthand(folder: string): Promise<Compilation> {
  for (const transport of utils.logger.transports) {
    transport.silent = true;
  }
  utils.errorsAndWarnings.reset();
  utils.errorsAndWarnings.shouldTrack = true;

  const definitions = await fhirdefs.createFHIRDefinitions();
  await definitions.loadVirtualPackage(r4CorePackage());
  definitions.optimize();

  const configuration = utils.readConfig(folder);
  const sources = globSync('**/*.fsh', { cwd: folder })
    .sort()
    .map((file) => new sushiImport.RawFSH(readFileSync(join(folder, file), 'utf8'), file));
  const tank = utils.fillTank(sources, configuration);
  tank.checkDuplicateNameEntities();
  const output = sushiExport.exportFHIR(tank, definitions);

  const structures = [...output.profiles, ...output.extensions].map((structure) => structure.toJSON(true));
  const terminology = [...output.valueSets, ...output.codeSystems].map((resource) => resource.toJSON());
  const instances = output.instances.filter(({ _instanceMeta: { usage } }) => usage !== 'Inline');
  const isExample = ({ _instanceMeta: { usage } }: (typeof instances)[number]) => usage === 'Example';
  return {
    canonical: configuration.canonical,
    version: configuration.version ?? '',
    conformance: [
      ...structures,
      ...terminology,
      ...instances.filter((instance) => !isExample(instance)).map((instance) => instance.toJSON()),
    ],
    examples: instances.filter(isExample).map((instance) => instance.toJSON()),
    problems: problems(),
  };
}

function problems(): string[] {
  const { errors, warnings } = utils.errorsAndWarnings;
  const describe = (severity: string) => (problem: (typeof errors)[number]) =>
    `${severity} ${problem.input ?? 'sushi'}:${problem.location?.startLine ?? 0} ${problem.message}`;
  return [...errors.map(describe('error')), ...warnings.map(describe('warning'))];
}
