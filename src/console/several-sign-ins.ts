import type { SignIn } from './sign-in.ts';

/**
 * Two ways to sign in, told apart by what is remembered of each: who works with plans, and the person whose plan it is.
 *
 * @example
 * const signIn = severalSignIns({ work: oidcSignIn(helseId, parts), herself: oidcSignIn(idPorten, parts) });
 */
export function severalSignIns({ work, herself }: { readonly work: SignIn; readonly herself: SignIn }): SignIn {
  const by = (who: 'herself' | undefined): SignIn => (who === 'herself' ? herself : work);
  const marked = <T extends object>(one: T, who: 'herself' | undefined): T => ({ ...one, ...(who ? { who } : {}) });
  return {
    isForHerselfToo: true,
    async begin(returnTo, who) {
      const { address, underWay } = await by(who).begin(returnTo);
      return { address, underWay: marked(underWay, who) };
    },
    finish: async (underWay, answer) => marked(await by(underWay.who).finish(underWay, answer), underWay.who),
    isFresh: (held) => by(held.who).isFresh(held),
    async fresh(held) {
      const fresh = await by(held.who).fresh(held);
      return fresh && marked(fresh, held.who);
    },
  };
}
