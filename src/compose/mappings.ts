import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { SHIPPED_MAPPINGS } from '../config/mapping-folder.ts';
import type { PartnerSettings } from '../config.ts';
import type { KnownMapping } from '../console/pages/forms.ts';

/**
 * The mappings that there are, those of partners first: loaded once, when somebody asks. One that cannot be loaded is told by its name.
 *
 * @example
 * const mappings = knownMappings(configuration.partners);
 * (await mappings()).map(({ name, version }) => [name, version]);
 */
export function knownMappings(
  partners: readonly (Pick<PartnerSettings, 'name'> & Partial<Pick<PartnerSettings, 'connector'>>)[],
): () => Promise<readonly KnownMapping[]> {
  let loaded: Promise<readonly KnownMapping[]> | undefined;
  return () => {
    loaded ??= loadAll();
    return loaded;
  };

  async function loadAll(): Promise<readonly KnownMapping[]> {
    const used = new Map<string, string[]>();
    for (const { name, connector } of partners)
      if (connector?.kind === 'file-drop' && connector.mapping !== undefined)
        used.set(connector.mapping, [...(used.get(connector.mapping) ?? []), name]);
    const shipped = (await readdir(SHIPPED_MAPPINGS, { withFileTypes: true })).filter((one) => one.isDirectory());
    const folders = new Set([...used.keys(), ...shipped.map(({ name }) => path.join(SHIPPED_MAPPINGS, name))]);
    return Promise.all([...folders].map((folder) => known(folder, used.get(folder) ?? [])));
  }
}

async function known(folder: string, partners: readonly string[]): Promise<KnownMapping> {
  const [{ loadMapping }, { tryText }] = await Promise.all([
    import('../source/load-mapping.ts'),
    import('../source/try-text.ts'),
  ]);
  try {
    const mapping = await loadMapping(folder);
    const { name, version, document } = mapping;
    return { name, version, format: document.source.format, partners, attempt: (text) => tryText(mapping, text) };
  } catch (error) {
    return { name: path.basename(folder), partners, attempt: () => Promise.reject(error) };
  }
}
