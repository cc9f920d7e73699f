import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import type { VisibleVersion } from '../exchange/sight.ts';
import { keyOf } from '../record/record.ts';
import type { SortKey } from '../search/filter.ts';
import { readText } from './body.ts';
import { namesIdentity } from './identity-in-url.ts';
import { cutOff, included } from './included.ts';
import type { Answer, Call, Interaction, Reach } from './interaction.ts';
import { isLook } from './look.ts';
import { requireForm } from './media-type.ts';
import { outcomeOfWarning } from './operation-outcome.ts';
import type { Parameter } from './request.ts';
import { isSealed, type PageSeal } from './sealed-page.ts';
import { badPage, isOfResult, PAGE, pageToken, readSearch } from './search-request.ts';
import { served } from './served.ts';

/**
 * `GET [type]?…`: current resources that match (http.html § 3.1.0.9).
 *
 * @example
 * GET /fhir/CarePlan?patient=17&status=active
 */
export const search: Interaction = (call, reach) => searchBy(call, reach, []);

/**
 * `POST [type]/_search` with a form: the same with parameters in the body, the only place where a national identity
 * number may stand.
 *
 * @example
 * POST /fhir/Patient/_search
 * identifier=urn:oid:2.16.578.1.12.4.1.4.1|…
 */
export const searchByForm: Interaction = async (call, reach) => {
  const text = readText(await call.request.body());
  // All parameters may stand in the address: then there is nothing of which the type could be told.
  if (text !== '') requireForm(call.request.headers['content-type']);
  const form = new URLSearchParams(text);
  return searchBy(call, reach, [...form]);
};

async function searchBy(call: Call, reach: Reach, form: readonly Parameter[]): Promise<Answer> {
  const { request, sight, type } = call;
  const sent = [...request.query, ...form];
  const parameters = openPage(sent, reach.pages);
  const asked = readSearch(type, parameters, {
    base: request.base,
    lenient: call.prefer.handling === 'lenient',
    onType: call.mayLookAt,
    codesOf: reach.validator.codesOf,
  });

  // Who sees a view gets sealed tokens only: another was made up, to find out where something hidden stands.
  if (!sight.isWhole && asked.page !== undefined && parameters === sent) throw badPage();

  const look = sent.filter((one) => isLook(one[0]) && isPublic(one));
  // Who asks how many there are wants to know, whatever it says of totals besides (search.html § 3.1.1.5.5).
  const isCount = asked.count === 0 || look.some(isCountOnly);
  const page = await sight.search({
    type,
    filters: asked.filters,
    count: isCount ? 0 : asked.count,
    ...(asked.sort.length === 0 ? {} : { sort: asked.sort }),
    ...(asked.total || isCount ? {} : { total: 'none' }),
    ...(asked.page === undefined ? {} : { after: asked.page }),
  });
  // What a client put into a body does not come back in an address, and no value that a page ends with stands there.
  const isPrivate = form.length > 0 || parameters !== sent || !sight.isWhole || asked.sort.some(isOfContent);
  // What stood in a body, or behind a sealed token, is told by its name only where it narrows nothing.
  const isOpen = ([name]: Parameter): boolean =>
    (form.length === 0 && parameters === sent) || isOfResult(name) || request.query.some(([one]) => one === name);
  const told = asked.used.filter((one) => isPublic(one) && isOpen(one));
  const link = [{ relation: 'self', url: `${request.base}/${address(type, [...told, ...look])}` }];
  if (page.next !== undefined) {
    const next: readonly Parameter[] = [...asked.used, [PAGE, pageToken(page.next)]];
    const shown: readonly Parameter[] = isPrivate ? [[PAGE, reach.pages.seal(next)]] : next;
    link.push({ relation: 'next', url: `${request.base}/${address(type, [...shown, ...look])}` });
  }
  const more = await included(sight, page.shown, asked.includes, call.mayLookAt);
  const entryOf = (shown: VisibleVersion, mode: 'match' | 'include'): BundleEntry => ({
    fullUrl: `${request.base}/${keyOf(shown.resource)}`,
    resource: served(shown),
    search: { mode },
  });
  const entry: BundleEntry[] = [
    ...page.shown.map((shown) => entryOf(shown, 'match')),
    ...more.shown.map((shown) => entryOf(shown, 'include')),
    ...[...asked.ignored, ...(more.isCut ? [cutOff()] : [])].map((error) => ({
      resource: outcomeOfWarning(error, call.language),
      search: { mode: 'outcome' as const },
    })),
  ];
  const body: Bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(page.total === undefined ? {} : { total: page.total }),
    link,
    // FHIR has no empty arrays (json.html § 2.6.2).
    ...(entry.length === 0 ? {} : { entry }),
  };
  const query = address(type, asked.used.map(nameOnly));
  const resources = [...page.shown, ...more.shown].map(({ stored }) => stored);
  return { status: 200, headers: {}, body, form, shown: { resources, query } };
}

/** How many there are, and none of them (search.html § 3.1.1.5.7). */
function isCountOnly([name, value]: Parameter): boolean {
  return name === '_summary' && value === 'count';
}

/** The parameters sent, a sealed page token among them replaced by what it stands for. */
function openPage(parameters: readonly Parameter[], pages: PageSeal): readonly Parameter[] {
  const token = parameters.find(([name]) => name === PAGE)?.[1];
  if (token === undefined || !isSealed(token)) return parameters;
  const opened = pages.open(token);
  if (opened !== undefined) return [...opened, ...parameters.filter(([name]) => name !== PAGE)];
  throw badPage();
}

function address(type: string, parameters: readonly Parameter[]): string {
  const query = new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value])).toString();
  return query === '' ? type : `${type}?${query}`;
}

function isPublic([, value]: Parameter): boolean {
  return !namesIdentity(value);
}

function isOfContent({ name }: SortKey): boolean {
  return name !== '_lastUpdated' && name !== '_id';
}

/** The trace names whom it showed by reference; what was searched for may be a number or a name. */
function nameOnly([name]: Parameter): Parameter {
  return [name, ''];
}
