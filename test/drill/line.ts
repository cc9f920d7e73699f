import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * The line from one process of Samplan to PostgreSQL: a port on the loopback interface, from which everything goes on to the server's
 * socket. It can be cut, so that nothing comes through in either direction and nobody is told, and it can be slow.
 *
 * @example
 * const line = await Line.open('/tmp/pg/.s.PGSQL.5432');
 * line.cut();
 */
export class Line {
  readonly #server: Server;
  readonly #target: string;
  readonly #sockets = new Set<Socket>();
  #isCut = false;
  #delayMs = 0;

  private constructor(server: Server, target: string) {
    this.#server = server;
    this.#target = target;
  }

  static async open(target: string): Promise<Line> {
    const server = createServer();
    const line = new Line(server, target);
    server.on('connection', (near) => line.#carry(near));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Nothing comes through any more. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** @param isSame what was on its way arrives after all; otherwise the old connections are lost, and new ones are made */
  mend(isSame: boolean): void {
    this.#isCut = false;
    for (const socket of this.#sockets) {
      if (isSame) socket.resume();
      else socket.destroy();
    }
  }

  /** How long everything takes that is sent, in milliseconds. */
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
