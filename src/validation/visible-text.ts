/** True for what has visible ASCII only, and something: nearly all codes and addresses, told without a regex. */
export function isVisibleText(text: string): boolean {
  let at = 0;
  while (at < text.length && isVisible(text.charCodeAt(at))) {
    at += 1;
  }
  return at > 0 && at === text.length;
}

function isVisible(code: number): boolean {
  return code > 32 && code < 127;
}
