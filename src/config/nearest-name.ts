/**
 * The candidate that a mistyped name most likely stands for; undefined when none is near.
 *
 * @example
 * nearestName('scedule', ['name', 'schedule']) // 'schedule'
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const written = name.toLowerCase();
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(written.length * 0.4)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(written, candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/** Letters to insert, remove or replace to get from one text to the other (Levenshtein), row by row. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
