import { parseArgs } from 'node:util';
import { startPeer } from './peer.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, host: { type: 'string' } } });
const peer = await startPeer(Number(values.port), values.host);
console.log(JSON.stringify({ url: peer.url }));

async function end(): Promise<void> {
  await peer.close();
  process.exit();
}

process.once('SIGTERM', end).once('SIGINT', end);
// The parent's death closes stdin, so no partner outlives its demo.
process.stdin.resume().once('close', end);
