/** Whether a provision covers something. `unknown`: what the Consent says can't be told here; a permit does not reach it, a deny does. */
export type Match = 'yes' | 'no' | 'unknown';
