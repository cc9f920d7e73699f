import { FJORDVIK, TRUST } from '../demo/people/organizations.ts';
import { checkOfHapi } from './check.ts';
import { contractWithHapi } from './contract.ts';
import { hapiForAll } from './hapi-partner.ts';
import { storyWithHapi } from './story.ts';

const hapi = hapiForAll('Jpa');
contractWithHapi(hapi);
checkOfHapi(hapi, {
  missing: ['search-fresh', 'if-match-412', 'if-match-of-unknown', 'tag-removed', 'dangling-reference'],
  untrue: [],
  features: { lastUpdated: true, history: true, browse: true, ifMatch: true },
});
storyWithHapi('Jpa', TRUST, { replay: true });
storyWithHapi('Jpa', FJORDVIK, { replay: false });
