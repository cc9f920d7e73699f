/** What a client asks for in the `Prefer` header (http.html § 3.1.0.1.8). */
export interface Preference {
  readonly return: 'minimal' | 'representation' | 'OperationOutcome';
  readonly handling: 'strict' | 'lenient';
}

/**
 * Reads a `Prefer` header. Unknown preferences are ignored (RFC 7240 § 2): the library fhirclient sends
 * `return=presentation`.
 *
 * @example
 * preferenceOf('return=minimal; handling=lenient') // { return: 'minimal', handling: 'lenient' }
 */
export function preferenceOf(header: string | undefined): Preference {
  const asked = (header ?? '').split(/[,;]/).map((piece) => piece.replaceAll(/[\s"]/g, ''));
  const shape = (['minimal', 'OperationOutcome'] as const).find((value) => asked.includes(`return=${value}`));
  return {
    return: shape ?? 'representation',
    handling: asked.includes('handling=lenient') ? 'lenient' : 'strict',
  };
}
