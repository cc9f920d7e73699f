import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Opens connections that never say anything, or stop in the middle of a request. */
export async function openIdle(base: URL, count: number): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  for (let index = 0; index < count; index += 1) {
    const socket = connect(Number(base.port), base.hostname);
    // The server may give up first.
    socket.on('error', () => {});
    await once(socket, 'connect');
    if (index % 2 === 1)
      socket.write('POST /fhir/Goal HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n{"resourceType"');
    sockets.push(socket);
  }
  return sockets;
}
