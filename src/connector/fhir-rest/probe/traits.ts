import type { Claims } from './claims.ts';

/** What a trait is about, and what follows when it is missing. */
interface Trait {
  readonly question: string;
  readonly without: 'fallback' | 'loss' | 'broken';
  /** What Samplan does without it. */
  readonly consequence: string;
  /** What the CapabilityStatement says of it. */
  readonly claim?: (claims: Claims) => boolean | undefined;
}

const interaction =
  (code: string) =>
  ({ interactions }: Claims): boolean | undefined =>
    interactions?.has(code);
const atSystem =
  (code: string) =>
  ({ systemInteractions }: Claims): boolean | undefined =>
    systemInteractions?.has(code);
const parameter =
  (name: string) =>
  ({ parameters }: Claims): boolean | undefined =>
    // Many servers have parameters that they do not list.
    parameters?.has(name) === true ? true : undefined;

const IN_TWO_PHASES = 'Samplan writes what others refer to first, a plan as a draft, and the plan whole at last';
const READ_BACK = 'Samplan reads back what it wrote';

/** Everything that is tried, in the order of the report. */
export const TRAITS = {
  statement: {
    question: 'Does the server say what it does (CapabilityStatement of FHIR 4.0)?',
    without: 'fallback',
    consequence: 'Samplan assumes the worst where nothing was tried',
  },
  create: {
    question: 'Can a resource be created?',
    without: 'broken',
    consequence: 'Samplan can only take in: set the mode to pull',
    claim: interaction('create'),
  },
  read: {
    question: 'Can a resource be read by its id?',
    without: 'broken',
    consequence: 'Nothing that is written can be known to be there',
    claim: interaction('read'),
  },
  'json-utf-8': {
    question: 'Is the answer FHIR JSON in UTF-8?',
    without: 'fallback',
    consequence: 'Samplan reads JSON whatever it is called, and nothing else',
  },
  'version-id': {
    question: 'Does a resource say its version (meta.versionId)?',
    without: 'fallback',
    consequence: 'Samplan takes a hash of the content as version',
    claim: ({ versioning }) => (versioning === undefined ? undefined : versioning !== 'no-version'),
  },
  etag: {
    question: 'Is the version the ETag of the answer?',
    without: 'fallback',
    consequence: 'Samplan makes the ETag of the version',
  },
  'last-modified': {
    question: 'Does an answer carry Last-Modified?',
    without: 'fallback',
    consequence: 'Samplan goes by meta.lastUpdated',
  },
  'write-answers-resource': {
    question: 'Does a write answer with what is stored (Prefer: return=representation)?',
    without: 'fallback',
    consequence: READ_BACK,
  },
  vread: {
    question: 'Can an older version be read?',
    without: 'fallback',
    consequence: 'Samplan knows only its own copy of what stood there before',
    claim: interaction('vread'),
  },
  'own-id': {
    question: 'Does the server give its own id, whatever id comes with a create?',
    without: 'fallback',
    consequence: 'Samplan sends no id with a create',
  },
  'put-creates': {
    question: 'Does an update of an unknown id create it?',
    without: 'fallback',
    consequence: 'Samplan creates with POST only',
    claim: ({ updateCreate }) => updateCreate,
  },
  'if-none-exist-taken': {
    question: 'Is a create with If-None-Exist taken?',
    without: 'broken',
    consequence: 'Samplan creates in no other way: after a lost answer there would be a second copy',
  },
  'if-none-exist': {
    question: 'Is a second create with the same identifier answered with the first resource (If-None-Exist)?',
    without: 'loss',
    consequence: 'An answer lost on the way back can lead to a second copy',
    claim: ({ conditionalCreate }) => conditionalCreate,
  },
  'if-none-exist-at-once': {
    question: 'Do five creates with the same identifier at once make one resource?',
    without: 'fallback',
    consequence: 'Samplan creates one by one; another writer with the same identifier can lead to a second copy',
  },
  'search-sees-writes': {
    question: 'Does a search find what was created just before?',
    without: 'loss',
    consequence: 'What is searched for too early may be created a second time',
  },
  'search-fresh': {
    question: 'Is a repeated search answered anew without being told so?',
    without: 'fallback',
    consequence: 'Samplan sends Cache-Control: no-cache',
  },
  'search-identifier': {
    question: 'Can a resource be found by identifier?',
    without: 'broken',
    consequence: 'Nothing can be recognized after a lost answer',
    claim: parameter('identifier'),
  },
  'search-post': {
    question: 'Can a person be found with the number in the body (POST _search)?',
    without: 'broken',
    consequence: 'Samplan never puts an identity number into an address: nobody can be matched',
  },
  'search-patient': {
    question: 'Can the resources about a person be found (patient=)?',
    without: 'fallback',
    consequence: 'Samplan goes by what changed in each type',
    claim: parameter('patient'),
  },
  'unknown-parameter-refused': {
    question: 'Is a search by a parameter that does not exist refused?',
    without: 'fallback',
    consequence: 'Samplan checks that what comes is what it asked for',
  },
  browse: {
    question: 'May a type be searched without saying for whom?',
    without: 'fallback',
    consequence: 'Samplan asks person by person',
  },
  'search-last-updated': {
    question: 'Does a search by _lastUpdated give what changed since, and nothing else?',
    without: 'fallback',
    consequence: 'Samplan goes by history where it can, else it lists everything',
    claim: parameter('_lastUpdated'),
  },
  'last-updated-milliseconds': {
    question: 'Does _lastUpdated tell milliseconds apart?',
    without: 'fallback',
    consequence: 'Samplan asks from an overlap before, and knows what it has seen',
  },
  'last-updated-both-bounds': {
    question: 'Do two bounds of _lastUpdated hold together?',
    without: 'fallback',
    consequence: 'Samplan asks with a lower bound only',
  },
  sort: {
    question: 'Is the search sorted by _lastUpdated when asked to?',
    without: 'fallback',
    consequence: 'Samplan follows the links to the end and sorts by itself',
  },
  paging: {
    question: 'Do the next links lead through everything, each once, under the same base?',
    without: 'loss',
    consequence: 'What stands on no page is not taken in',
  },
  'paging-while-changing': {
    question: 'Do they lead through everything when something changes between two pages?',
    without: 'fallback',
    consequence: 'Samplan asks anew from the last time it saw',
  },
  update: {
    question: 'Can a resource be updated?',
    without: 'broken',
    consequence: 'Samplan can only take in: set the mode to pull',
    claim: interaction('update'),
  },
  'if-match': {
    question: 'Is an update with an old version refused (If-Match)?',
    without: 'loss',
    consequence: 'Samplan reads just before it writes; an edit made in between is overwritten',
    claim: ({ versioning }) => (versioning === undefined ? undefined : versioning === 'versioned-update'),
  },
  'if-match-412': {
    question: 'Is such an update refused with 412, as R4 says?',
    without: 'fallback',
    consequence: 'Samplan takes 409 for the same, and looks what stands there',
  },
  'if-match-of-unknown': {
    question: 'Is an update with If-Match refused when there is no such resource?',
    without: 'fallback',
    consequence: 'Samplan updates only what it knows to be there',
  },
  'unchanged-makes-no-version': {
    question: 'Does an update that changes nothing leave the version as it is?',
    without: 'fallback',
    consequence: 'Samplan sends nothing that changes nothing',
  },
  'tag-removed': {
    question: 'Does an update that leaves a tag out take the tag away?',
    without: 'fallback',
    consequence: 'Samplan takes a tag that stays for no edit',
  },
  patch: {
    question: 'Can a part of a resource be patched (JSON Patch)?',
    without: 'fallback',
    consequence: 'Samplan updates with PUT',
    claim: interaction('patch'),
  },
  'dangling-reference': {
    question: 'Is a reference to what is not there accepted?',
    without: 'fallback',
    consequence: IN_TWO_PHASES,
  },
  transaction: {
    question: 'Is a transaction carried out whole or not at all?',
    without: 'fallback',
    consequence: IN_TWO_PHASES,
    claim: atSystem('transaction'),
  },
  'conditional-reference': {
    question: 'Does a transaction resolve a reference by identifier?',
    without: 'fallback',
    consequence: 'Samplan refers by the ids it knows',
  },
  'history-instance': {
    question: 'Does a resource have a history?',
    without: 'fallback',
    consequence: 'Samplan knows only its own copy of what stood there before',
    claim: interaction('history-instance'),
  },
  'history-type': {
    question: 'Does a type have a history?',
    without: 'fallback',
    consequence: 'Samplan goes by _lastUpdated where it can, else it lists everything',
    claim: interaction('history-type'),
  },
  'history-since': {
    question: 'Does the history of a type begin where it is told to (_since)?',
    without: 'fallback',
    consequence: 'Samplan goes by _lastUpdated where it can, else it lists everything',
  },
  'history-system': {
    question: 'Does the whole server have a history?',
    without: 'fallback',
    consequence: 'Samplan asks type by type',
    claim: atSystem('history-system'),
  },
  delete: {
    question: 'Can a resource be deleted?',
    without: 'fallback',
    consequence: 'Samplan ends a part by its status and deletes nothing; what this check made stays',
    claim: interaction('delete'),
  },
  'deleted-is-gone': {
    question: 'Is a deleted resource gone (410), not unknown (404)?',
    without: 'loss',
    consequence:
      'A deletion looks like something that is not shown any more: Samplan goes by history where that has it',
  },
  'deleted-in-history': {
    question: 'Does the history of a deleted resource say that it was deleted?',
    without: 'fallback',
    consequence: 'Samplan goes by 410',
  },
  'deleted-in-type-history': {
    question: 'Does the history of the type say so?',
    without: 'fallback',
    consequence: 'Samplan reads by id what it knew and no longer finds',
  },
  clock: {
    question: 'Is the clock of the server within five seconds of ours?',
    without: 'fallback',
    consequence: "Samplan goes by the partner's own times only",
  },
} as const satisfies Record<string, Trait>;

export type TraitCode = keyof typeof TRAITS;

/** What is asked, and what follows, by code. */
export function traitOf(code: TraitCode): Trait {
  return TRAITS[code];
}
