import { oneAtATime } from '../one-at-a-time.ts';

const exclusively = oneAtATime();

/** Two who come at once may lead to the same new entry of the directory: it is looked for and made by one at a time. */
export function changingDirectory<Done>(work: () => Promise<Done>): Promise<Done> {
  return exclusively('directory', work);
}
