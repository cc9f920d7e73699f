/** One item of a header list with its weight and other parameters, names in lower case. */
interface Weighted {
  readonly value: string;
  readonly weight: number;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Items of a header such as `Accept` by falling weight, in the order given among equals; weight 0 left out
 * (RFC 9110 § 12.4.2).
 *
 * @example
 * weighted('text/html, application/json;q=0.9') // text/html, then application/json
 */
export function weighted(header: string): readonly Weighted[] {
  return header
    .split(',')
    .map(parseItem)
    .filter(({ value, weight }) => value !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight);
}

function parseItem(item: string): Weighted {
  const [value = '', ...rest] = item.split(';').map((piece) => piece.trim());
  const parameters = Object.fromEntries(rest.map(parseParameter));
  const weight = parameters['q'] === undefined ? 1 : Number(parameters['q']);
  return { value, weight: Number.isNaN(weight) ? 0 : weight, parameters };
}

function parseParameter(text: string): readonly [string, string] {
  const [name = '', value = ''] = text.split('=');
  return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')];
}
