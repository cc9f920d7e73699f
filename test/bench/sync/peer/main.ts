/** A peer in a process of its own; started by peer-process.ts only. */
import type { AddressInfo } from 'node:net';
import { MOULD } from '../mould.ts';
import { createPeer } from './server.ts';

const server = createPeer(Date.parse(MOULD.written));
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
});
// The parent's death closes stdin, so no peer outlives the bench.
process.stdin.resume().once('close', () => process.exit());
