import type { Dice } from './dice.ts';

const STRANGE = [0x00, 0x22, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c, 0x3a, 0x5c, 0x80, 0xc3, 0xe5, 0xed, 0xff];

/** Bytes with some of them changed, taken out, put in, doubled or cut off. */
export function broken(bytes: Buffer, dice: Dice): Buffer {
  let now = bytes;
  for (let count = dice.below(4) + 1; count > 0; count -= 1) now = brokenOnce(now, dice);
  return now;
}

function brokenOnce(bytes: Buffer, dice: Dice): Buffer {
  const at = dice.below(bytes.length + 1);
  const until = Math.min(bytes.length, at + dice.below(40));
  const [head, part, rest] = [bytes.subarray(0, at), bytes.subarray(at, until), bytes.subarray(until)];
  switch (dice.below(5)) {
    case 0:
      return Buffer.concat([head, Buffer.from([dice.one(STRANGE)]), bytes.subarray(at + 1)]);
    case 1:
      return Buffer.concat([head, rest]);
    case 2:
      return Buffer.concat([head, Buffer.from([dice.one(STRANGE)]), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([head, part, part, rest]);
    default:
      return head;
  }
}
