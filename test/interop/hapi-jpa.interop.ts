import { FJORDVIK, TRUST } from '../demo/people/organizations.ts';
import { contractWithHapi } from './contract.ts';
import { storyWithHapi } from './story.ts';

contractWithHapi('Jpa');
storyWithHapi('Jpa', TRUST, { replay: true });
storyWithHapi('Jpa', FJORDVIK, { replay: false });
