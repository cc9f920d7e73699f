import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * What a session is kept under: the name itself is the browser's alone.
 *
 * @param id the session's random name
 */
export function keyOfSession(id: string): string {
  return createHash('sha256').update(`session key ${id}`).digest('base64url');
}

/**
 * A text that only who has the session's name can read.
 *
 * @example
 * openedWith(id, sealedWith(id, 'text')); // 'text'
 */
export function sealedWith(id: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, secretOf(id), nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Undefined for what was sealed with another name, or changed. */
export function openedWith(id: string, text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64url');
  try {
    const opener = createDecipheriv(ALGORITHM, secretOf(id), bytes.subarray(0, NONCE_BYTES));
    opener.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const opened = [opener.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), opener.final()];
    return Buffer.concat(opened).toString('utf8');
  } catch {
    return undefined;
  }
}

/** The name is as random as a key. */
function secretOf(id: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', id, '', 'samplan console session', 32));
}
