import { TRUST } from '../demo/people/organizations.ts';
import { contractWithHapi } from './contract.ts';
import { storyWithHapi } from './story.ts';

contractWithHapi('Plain');
storyWithHapi('Plain', TRUST, { replay: true });
