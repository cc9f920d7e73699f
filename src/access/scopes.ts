/** SMART v2: create, read (with versions and history of one), update, delete, search. */
export type Right = 'c' | 'r' | 'u' | 'd' | 's';

/** What one scope grants. */
export interface Grant {
  /** `system`: the client by itself. `user`: together with a person. `patient`: of the one patient of the launch. */
  readonly context: 'system' | 'user' | 'patient';
  /** FHIR type in lower case, or `*`. */
  readonly type: string;
  readonly rights: string;
}

/** What a request asks for: a right on a type, `*` where it is about no type. */
export interface Asked {
  readonly type: string;
  readonly right: Right;
  /** It is about one person, though about no type. */
  readonly isAboutOne?: true;
}

/** SMART v1 names. */
const NAMED: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

const SCOPE = /^(system|user|patient)\/(\*|[A-Za-z]{1,40})\.(read|write|\*|(?=[cruds])c?r?u?d?s?)$/;

/**
 * What scopes grant, in both spellings: SMART (`system/CarePlan.rs`, `user/Goal.read`; SMART App Launch 2.2, Scopes for
 * requesting FHIR resources) and HelseID's (`nhn:samplan/api/system/careplan.rs`; `nhn:samplan/api` alone is everything). A scope
 * that is not understood, also one narrowed by a search (`?category=`), grants nothing.
 *
 * @param scope the claim: names with a space between
 * @param audience the API's name, what its own scopes begin with
 * @example
 * grantsOf('system/CarePlan.rs nhn:samplan/api/user/goal.read', 'nhn:samplan')
 * // [{ context: 'system', type: 'careplan', rights: 'rs' }, { context: 'user', type: 'goal', rights: 'rs' }]
 */
export function grantsOf(scope: string, audience: string): readonly Grant[] {
  return scope.split(' ').flatMap((name) => {
    if (name === `${audience}/api`) {
      return (['system', 'user'] as const).map((context) => ({ context, type: '*', rights: 'cruds' }));
    }
    const prefix = `${audience}/api/`;
    const [, context, type, rights] = SCOPE.exec(name.startsWith(prefix) ? name.slice(prefix.length) : name) ?? [];
    if (context === undefined || type === undefined || rights === undefined) return [];
    return [{ context: context as Grant['context'], type: type.toLowerCase(), rights: NAMED[rights] ?? rights }];
  });
}

/**
 * How far grants reach for what is asked: everybody's, or the one patient's; undefined: not at all.
 *
 * @param held whether a person is logged in, and whether the launch is about a patient
 * @example
 * reachOf(grantsOf('patient/*.rs', 'nhn:samplan'), { type: 'Goal', right: 'r' }, { person: false, patient: true }) // 'patient'
 */
export function reachOf(
  grants: readonly Grant[],
  { type, right }: Asked,
  held: { readonly person: boolean; readonly patient: boolean },
): 'all' | 'patient' | undefined {
  const fitting = grants.filter(
    (grant) => (grant.type === '*' || grant.type === type.toLowerCase()) && grant.rights.includes(right),
  );
  const has = (context: Grant['context']): boolean => fitting.some((grant) => grant.context === context);
  if (has('system') || (has('user') && held.person)) return 'all';
  return has('patient') && held.patient ? 'patient' : undefined;
}
