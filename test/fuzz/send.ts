import { Agent, request } from 'node:http';
import type { Sent } from './requests.ts';

/** What came back. */
export interface Received {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });
/** Milliseconds after which an answer does not come any more. */
const PATIENCE = 20_000;

/** Sends it byte for byte: no client in between makes it sound. */
export function send(base: URL, sent: Sent): Promise<Received> {
  const { method, path, headers, body } = sent;
  return new Promise((resolve, reject) => {
    const { hostname, port, pathname } = base;
    const outgoing = request(
      {
        agent,
        hostname,
        port,
        method,
        path: `${pathname}${path}`,
        headers: { ...headers, 'content-length': body?.length ?? 0 },
        timeout: PATIENCE,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            type: incoming.headers['content-type'] ?? '',
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
        incoming.on('error', reject);
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // The server closed the connection while it was idle, and has not seen the request (RFC 9110 § 9.2.2).
      if (outgoing.reusedSocket && error.code === 'ECONNRESET') resolve(send(base, sent));
      else reject(error);
    });
    outgoing.end(body);
  });
}
