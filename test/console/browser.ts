/** A page as a browser got it. */
export interface Got {
  readonly status: number;
  readonly address: URL;
  readonly headers: Headers;
  readonly text: string;
}

interface Sending {
  readonly method?: 'GET' | 'POST';
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Redirects are followed, as a browser does, unless told. */
  readonly follow?: boolean;
}

/**
 * As much of a browser as signing in takes: cookies of each host, redirects, the origin of forms.
 *
 * @example
 * const page = await new Browser().go('http://127.0.0.1:8080/console');
 */
export class Browser {
  /** By host: a port makes no other host (RFC 6265 § 8.5), here it does, so that two servers on this machine are two. */
  readonly cookies = new Map<string, Map<string, string>>();

  async go(address: string | URL, { method = 'GET', form, headers = {}, follow = true }: Sending = {}): Promise<Got> {
    const url = new URL(address);
    const jar = this.cookies.get(url.host) ?? new Map<string, string>();
    this.cookies.set(url.host, jar);
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        'accept-language': 'en',
        ...(jar.size > 0 ? { cookie: [...jar].map((pair) => pair.join('=')).join('; ') } : {}),
        ...(method === 'POST' ? { origin: url.origin } : {}),
        ...headers,
      },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const expires = /expires=([^;]+)/i.exec(line)?.[1];
      if (value === '' || (expires !== undefined && Date.parse(expires) < Date.now())) jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get('location');
    const text = await response.text();
    if (follow && location !== null && response.status >= 300 && response.status < 400)
      return this.go(new URL(location, url), { headers });
    return { status: response.status, address: url, headers: response.headers, text };
  }
}

/** What a form of a page must bring back. */
export function formOf({ text }: Pick<Got, 'text'>): string {
  return /name="_form" value="([^"]+)"/.exec(text)?.[1] ?? '';
}
