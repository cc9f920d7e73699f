import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { profilePackages } from '../config/profile-packages.ts';
import { lawPage, type ProfileRule } from './law-page.ts';
import type { Session } from './session.ts';

/** `samplan law`: the law as Samplan applies it. */
export function addLaw(program: Command, session: Session): void {
  program
    .command('law')
    .summary('print the rules of law that are applied')
    .description('Prints docs/law.md: every rule of law, what it rests on, what it asks, who owes it and by when.')
    .addHelpText('after', '\nExample:\n  $ samplan law')
    .action(async () => session.terminal.write(lawPage(await profileRules())));
}

/** Rules of Samplan's own profiles. */
export async function profileRules(): Promise<readonly ProfileRule[]> {
  const [own = ''] = profilePackages([]);
  const text = await readFile(path.join(own, 'other', 'rules.json'), 'utf8');
  return (JSON.parse(text) as { readonly rules: readonly ProfileRule[] }).rules;
}
