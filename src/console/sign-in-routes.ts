import { Router } from 'express';
import type { Language } from '../validation/finding.ts';
import type { ConsoleOptions } from './console-options.ts';
import type { Desk } from './desk.ts';
import { notSignedIn } from './oidc-sign-in.ts';
import type { View } from './page.ts';
import { returnTo } from './return-to.ts';
import { said } from './said.ts';
import { message } from './said-message.ts';
import { CHOOSE_SIGN_IN, MESSAGES, SHELL } from './texts/shell-texts.ts';

/**
 * Signing in and out, and the choice of a language.
 *
 * @example
 * router.use(signInRoutes(desk, options));
 */
export function signInRoutes(desk: Desk, { signIn }: Pick<ConsoleOptions, 'signIn'>): Router {
  const router = Router();

  router.get('/language/:language', (request, response) => {
    const { cookies, url, home } = desk.meet(request, response);
    const back = returnTo(url.searchParams.get('return'), home);
    const { language } = request.params;
    if (language === 'nb' || language === 'nn' || language === 'en') cookies.set('language', language);
    response.redirect(303, back);
  });

  if (!signIn) return router;

  router.get('/sign-in', async (request, response) => {
    const { url, home, language } = desk.meet(request, response);
    const back = returnTo(url.searchParams.get('return'), home);
    const who = whoSignsIn(url.searchParams.get('as'), back, home);
    if (signIn.isForHerselfToo && who === undefined) {
      desk.answer(request, response, chooseSignIn(back, language));
      return;
    }
    const { address, underWay } = await signIn.begin(back, who === 'herself' ? who : undefined);
    await desk.begin(request, response, { underWay });
    response.redirect(303, address.href);
  });

  router.get('/signed-in', async (request, response) => {
    const { session, url } = desk.meet(request, response);
    const underWay = session?.underWay;
    // Whatever comes of it: an answer is looked at once.
    await desk.end(request, response);
    if (underWay === undefined) throw notSignedIn();
    const held = await signIn.finish(underWay, url);
    await desk.begin(request, response, { held });
    response.redirect(303, underWay.returnTo);
  });

  router.post('/sign-out', async (request, response) => {
    await desk.genuine(request, response);
    await desk.end(request, response);
    response.redirect(303, `${desk.meet(request, response).home}/signed-out`);
  });

  router.get('/signed-out', (request, response) => {
    const { language } = desk.meet(request, response);
    const say = said(MESSAGES, language);
    const way = { place: '/sign-in', text: SHELL.signIn[language] };
    desk.answer(request, response, message(say.signedOut, [say.signedOutText], language, { way }));
  });

  return router;
}

/** Whose page it is says who comes, where nobody does. */
function whoSignsIn(as: string | null, back: string, home: string): 'herself' | 'work' | undefined {
  if (as === 'herself' || as === 'work') return as;
  const [page = ''] = back.split('?');
  if (page === `${home}/mine` || page.startsWith(`${home}/mine/`)) return 'herself';
  return page === home ? undefined : 'work';
}

function chooseSignIn(back: string, language: Language): View {
  const t = said(CHOOSE_SIGN_IN, language);
  return { title: t.title, template: 'choose-sign-in', data: { t, back: encodeURIComponent(back) } };
}
