/**
 * An address as it is compared with what a proof says (RFC 9449 § 4.3, RFC 3986 § 6.2.2 and § 6.2.3): without query and fragment,
 * default port, and needless percent-encoding. Undefined for what is no http or https address.
 *
 * @example
 * comparable('https://Samplan.example:443/fhir/%47oal?patient=1') // 'https://samplan.example/fhir/Goal'
 */
export function comparable(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  const path = url.pathname.replace(/%[0-9A-Fa-f]{2}/g, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : encoded.toUpperCase();
  });
  return `${url.origin}${path}`;
}
