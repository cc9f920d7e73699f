import type { Finding } from '../validation/finding.ts';
import { PackageError } from '../validation/package-fault.ts';
import { fault } from './fault.ts';
import { kindOf, nameOf, settingsOf } from './setting-path.ts';
import type { SettingsDocument } from './settings-document.ts';

/** Opens profile packages and says whether a canonical is in one of them. Throws PackageError for a broken package. */
export type OpenProfiles = (folders: readonly string[]) => Promise<(canonical: string) => boolean>;

/** Settings that name a profile. */
const NAMING = new Set(['partners[].profiles[]', 'requiredProfiles[]']);

/** Everything wrong inside the packages, or else every canonical that the settings name and none of them has. */
export async function profileFaults(
  document: SettingsDocument,
  folders: readonly string[],
  openProfiles: OpenProfiles,
): Promise<readonly Finding[]> {
  const claims = [...settingsOf(document.value)].filter(({ path }) => NAMING.has(kindOf(path)));
  if (folders.length === 0 && claims.length === 0) return [];
  try {
    const isKnown = await openProfiles(folders);
    return claims
      .filter(({ value }) => typeof value === 'string' && !isKnown(value))
      .map(({ path, value }) =>
        fault('unknown-profile', document.placeOf(path), nameOf(path), { found: String(value) }),
      );
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    return error.faults.map(({ file, element, reason }) =>
      fault('unusable-package', element === undefined ? file : `${file} ${element}`, 'profiles', { found: reason }),
    );
  }
}
