import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The line from one process of Samplan to PostgreSQL. */
export interface Line {
  /** Where the process finds the database. */
  readonly host: string;
  readonly port: number;
  /** As the setting `store.tls` has it; absent where nobody can listen on the way. */
  readonly tls?: { readonly authority: string };
  /** Nothing comes through any more, in either direction, and nobody is told. */
  cut(): void;
  /** @param isSame what was on its way arrives after all; otherwise the old connections may be lost, and new ones are made */
  mend(isSame: boolean): void;
  /** How long everything takes that is sent, about, in milliseconds; 0: as ever. */
  slow(delayMs: number): void;
  close(): Promise<void>;
}

/**
 * A line where no network can be made: a port on the loopback interface, from which everything goes on to the server's socket. Whoever
 * sends is told that it came, also when it is cut.
 *
 * @example
 * const line = await ProxiedLine.open('/tmp/pg/.s.PGSQL.5432');
 * line.cut();
 */
export class ProxiedLine implements Line {
  readonly host = '127.0.0.1';
  readonly #server: Server;
  readonly #target: string;
  readonly #sockets = new Set<Socket>();
  #isCut = false;
  #delayMs = 0;

  private constructor(server: Server, target: string) {
    this.#server = server;
    this.#target = target;
  }

  static async open(target: string): Promise<ProxiedLine> {
    const server = createServer();
    const line = new ProxiedLine(server, target);
    server.on('connection', (near) => line.#carry(near));
    server.listen(0, line.host);
    await once(server, 'listening');
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.pause();
  }

  mend(isSame: boolean): void {
    this.#isCut = false;
    for (const socket of this.#sockets) {
      if (isSame) socket.resume();
      else socket.destroy();
    }
  }

  slow(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #carry(near: Socket): void {
    const far = connect(this.#target);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      if (this.#isCut) from.pause();
      from.on('data', (bytes) => {
        if (this.#delayMs === 0) to.write(bytes);
        else setTimeout(() => to.writable && to.write(bytes), this.#delayMs);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
