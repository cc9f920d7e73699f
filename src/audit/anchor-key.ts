import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** Signs the anchors of the access log (Ed25519, RFC 8032). */
export interface AnchorSigner {
  /** Fingerprint of the public key. */
  readonly key: string;
  /** Signature of a text, in base64. */
  sign(text: string): string;
}

/** A public key that anchors may be signed with. */
export interface AnchorKey {
  readonly key: string;
  verify(text: string, signature: string): boolean;
}

/**
 * A signer of a private key. Throws TypeError where the text is no Ed25519 private key; the text is not quoted.
 *
 * @param pem PKCS #8 in PEM, as `openssl genpkey -algorithm ed25519` writes it
 * @example
 * openAnchorSigner(await readFile('audit-key.pem', 'utf8')).key; // '3b0f…'
 */
export function openAnchorSigner(pem: string): AnchorSigner {
  const key = ed25519(() => createPrivateKey(pem));
  return {
    key: fingerprint(createPublicKey(key)),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64'),
  };
}

/** The public key in a PEM text: SubjectPublicKeyInfo, or of a private key. Throws as `openAnchorSigner`. */
export function openAnchorKey(pem: string): AnchorKey {
  const key = ed25519(() => createPublicKey(pem));
  return {
    key: fingerprint(key),
    verify: (text, signature) => verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64')),
  };
}

function ed25519(open: () => KeyObject): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = open();
  } catch {
    // What OpenSSL says of it may quote it.
  }
  if (key?.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key in PEM');
  return key;
}

function fingerprint(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 32);
}
