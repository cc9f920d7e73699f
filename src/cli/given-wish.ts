import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import type { Wish } from '../law/wish.ts';

/** What the person wished, in files: arguments are seen by others. */
export interface WishOptions {
  readonly wish?: string;
  readonly withoutWish?: true;
  readonly notFollowed?: true;
  readonly weighed?: string;
}

/** @example addWishOptions(program.command('answer-need')).addOption(configFileOption()) */
export function addWishOptions(command: Command): Command {
  return command
    .addOption(new Option('--wish <file>', 'what the person wished, in her words').conflicts('withoutWish'))
    .addOption(new Option('--without-wish', 'she was asked, and had no wish').conflicts('notFollowed'))
    .addOption(new Option('--not-followed', 'her wish was not followed'))
    .addOption(new Option('--weighed <file>', 'how the wish was weighed; required with --not-followed'));
}

/** True where something is said of a wish. */
export function tellsOfWish({ wish, withoutWish, notFollowed, weighed }: WishOptions): boolean {
  return [wish, withoutWish, notFollowed, weighed].some((one) => one !== undefined);
}

/** What the person wished, or as a text what lacks. */
export async function givenWish({ wish, withoutWish, notFollowed, weighed }: WishOptions): Promise<Wish | string> {
  if (wish === undefined && !withoutWish)
    return 'say what she wished (--wish), or that she had no wish (--without-wish)';
  if (notFollowed && weighed === undefined) return 'a wish that is not followed is weighed: say how (--weighed)';
  const why = weighed === undefined ? {} : { weighed: await wordsIn(weighed) };
  const words = wish === undefined ? undefined : await wordsIn(wish);
  if (words === '' || why.weighed === '') return 'a file that says nothing is no wish and no weighing';
  return words === undefined ? why : { words, isFollowed: !notFollowed, ...why };
}

async function wordsIn(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).trim();
}
