import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answering = (response: ServerResponse, request: IncomingMessage) => void;

/** A server that answers as told, and remembers what it was asked. */
export interface AnsweringServer {
  readonly url: string;
  /** `METHOD path` of every request. */
  readonly asked: readonly string[];
  answering: Answering;
  close(): Promise<void>;
}

/**
 * @example
 * const server = await startAnsweringServer();
 * server.answering = (response) => response.writeHead(503).end();
 */
export async function startAnsweringServer(): Promise<AnsweringServer> {
  const asked: string[] = [];
  const http = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    server.answering(response, request);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const server: AnsweringServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/fhir`,
    asked,
    answering: (response) => response.writeHead(404).end(),
    async close() {
      const closed = once(http, 'close');
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
  return server;
}
