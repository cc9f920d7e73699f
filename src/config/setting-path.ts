/** Where a setting stands: keys and list positions from the top of the file. */
export type SettingPath = readonly (string | number)[];

/**
 * A setting as people write it.
 *
 * @example
 * nameOf(['partners', 0, 'connector', 'url']) // 'partners[0].connector.url'
 */
export function nameOf(path: SettingPath): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}

/**
 * The same without list positions: what kind of setting it is.
 *
 * @example
 * kindOf(['partners', 0, 'connector', 'url']) // 'partners[].connector.url'
 */
export function kindOf(path: SettingPath): string {
  return nameOf(path).replaceAll(/\[\d+\]/g, '[]');
}

/** Every value of a parsed document with its path, from the top, a value before what is in it. */
export function* settingsOf(
  value: unknown,
  path: SettingPath = [],
): Generator<{ readonly path: SettingPath; readonly value: unknown }> {
  yield { path, value };
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* settingsOf(item, [...path, index]);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) yield* settingsOf(item, [...path, key]);
}
