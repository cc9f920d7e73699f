import { TRUST } from '../demo/people/organizations.ts';
import { checkOfHapi } from './check.ts';
import { contractWithHapi } from './contract.ts';
import { hapiForAll } from './hapi-partner.ts';
import { storyWithHapi } from './story.ts';

const hapi = hapiForAll('Plain');
contractWithHapi(hapi);
checkOfHapi(hapi, {
  missing: [
    'if-match-412',
    'unchanged-makes-no-version',
    'patch',
    'transaction',
    'conditional-reference',
    'history-system',
  ],
  untrue: [],
  features: { lastUpdated: true, history: true, browse: true, ifMatch: true },
});
storyWithHapi('Plain', TRUST, { replay: true });
