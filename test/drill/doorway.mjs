// Holds the network of one process, in which it runs itself, and lets those in to its endpoint who come by a socket in the file system.
import { connect, createServer } from 'node:net';

const [socket, port] = process.argv.slice(2);

createServer((near) => {
  const far = connect(Number(port), '127.0.0.1');
  for (const [from, to] of [
    [near, far],
    [far, near],
  ]) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
}).listen(socket, () => console.log('open'));
// It ends with whoever opened it.
process.stdin.resume().once('close', () => process.exit());
