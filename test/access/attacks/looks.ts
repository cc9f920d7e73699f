import { asks, posted } from './asking.ts';
import type { Attack } from './attack.ts';

const XML = ['content-type', 'application/fhir+xml'] as const;

const goal = (content: string): string => `<Goal xmlns="http://hl7.org/fhir">${content}</Goal>`;

const LAUGHS = [...'abcdefgh']
  .map((name, at, all) => `<!ENTITY ${name} "${at === 0 ? 'lol' : `&${all[at - 1]};`.repeat(10)}">`)
  .join('');

/** Answers in parts and in XML, and XML that is made to reach further than itself. */
export const LOOK_ATTACKS: readonly Attack[] = [
  asks("another's goals, only counted", 200, 'not-found', ({ per }) => ({
    path: `/fhir/Goal?patient=${per}&_summary=count`,
  })),
  asks('everybody, only counted', 403, 'search-too-wide', () => ({ path: '/fhir/CarePlan?_summary=count' })),
  asks("another's goal in part", 404, 'not-found', async (guarded) => ({
    path: `/fhir/Goal/${await guarded.idOf('Goal', guarded.per)}?_elements=id`,
  })),
  asks('an element of the prototype', 400, 'bad-parameter', ({ ingrid }) => ({
    path: `/fhir/Goal?patient=${ingrid}&_elements=__proto__`,
  })),
  asks('a file by an entity of XML', 400, 'malformed', () =>
    posted('/fhir/Goal', `<!DOCTYPE Goal [<!ENTITY x SYSTEM "file:///etc/passwd">]>${goal('<id value="&x;"/>')}`, XML),
  ),
  asks('laughs in XML', 400, 'malformed', () =>
    posted('/fhir/Goal', `<!DOCTYPE Goal [${LAUGHS}]>${goal('<id value="&h;"/>')}`, XML),
  ),
  asks('a file by inclusion', 400, 'malformed', () =>
    posted('/fhir/Goal', goal('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'), XML),
  ),
  asks('XML of 100,000 levels', 400, 'too-deep', () =>
    posted('/fhir/Goal', goal('<extension url="u">'.repeat(100_000)), XML),
  ),
  asks('XML of 6 MB', 413, 'too-large', () => posted('/fhir/Goal', goal(' '.repeat(6_000_000)), XML)),
  asks("another's record in XML", 422, 'invalid', ({ per }) =>
    posted(
      '/fhir/Goal',
      goal(
        `<lifecycleStatus value="active"/><description><text value="x"/></description><subject><reference value="Patient/${per}"/></subject>`,
      ),
      XML,
    ),
  ),
];
