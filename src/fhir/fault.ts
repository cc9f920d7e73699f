/** What the log learns of an unforeseen error. Without its message: that may quote what a person wrote. */
export interface Fault {
  readonly requestId: string;
  readonly name: string;
  /** Stack frames: files and lines of the program. */
  readonly frames: readonly string[];
}

/**
 * Describes anything thrown.
 *
 * @example
 * faultOf(new TypeError('Kari is not a function'), 'f3a9c1d2').name // 'TypeError'
 */
export function faultOf(error: unknown, requestId: string): Fault {
  if (!(error instanceof Error)) return { requestId, name: typeof error, frames: [] };
  const { name, message, stack = '' } = error;
  const end = stack.indexOf(message);
  const frames =
    end === -1
      ? []
      : stack
          .slice(end + message.length)
          .split('\n')
          .slice(1);
  return { requestId, name, frames: frames.map((frame) => frame.trim()) };
}
