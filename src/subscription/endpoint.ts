/**
 * True for an address that the operator lists by its origin: https, or http on this machine where that is listed too. No user, no
 * password, no fragment, and no number of a person in it.
 *
 * @param endpoints origins: `https://ehr.example.no`, `https://ehr.example.no:8443`, `http://127.0.0.1:9005`
 * @example
 * isListedEndpoint('https://ehr.example.no/hook', ['https://ehr.example.no']); // true
 */
export function isListedEndpoint(address: unknown, endpoints: readonly string[]): address is string {
  if (
    typeof address !== 'string' ||
    address.length > 2_000 ||
    /[^\x21-\x7e]|\\/u.test(address) ||
    !URL.canParse(address)
  )
    return false;
  const { protocol, username, password, hash, origin } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return false;
  if (username !== '' || password !== '' || hash !== '' || namesPerson(address)) return false;
  return endpoints.some((one) => URL.canParse(one) && new URL(one).origin === origin);
}

/** Eleven digits by themselves: it may be somebody's number. Of 250 UUIDs one has eleven in a row, with a letter beside. */
export function namesPerson(text: string): boolean {
  return /(?<![0-9A-Za-z])\d{11}(?![0-9A-Za-z])/u.test(text);
}
