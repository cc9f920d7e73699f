import { normalizeCanonical } from './canonical.ts';
import { namedPlace } from './element-names.ts';
import { engineExpression } from './fhirpath-engine.ts';
import { Primitive } from './fhirpath-values.ts';
import { isObject } from './object-checks.ts';
import type { Pass } from './pass.ts';
import type { ExtensionContext, StructureDefinition } from './structure-definition.ts';
import { type Stand, standsOf } from './where-it-stands.ts';

/** Where an extension may stand (http://hl7.org/fhir/R4/defining-extensions.html#context). */

/** True, false, or undefined where it cannot be told. */
type Answer = boolean | undefined;

/** A test of the place where a pass meets an extension. */
export type ContextTest = (pass: Pass) => Answer;

/** HL7's own StructureDefinitions have them where their definitions do not say. */
const ANYWHERE = /\/(?:structuredefinition-fhir-type|structuredefinition-normative-version|regex)$/;

const MAX_KNOWN = 5000;

/** Names from the resource to the element that holds the extension. */
function pathOf(pass: Pass): readonly string[] {
  return pass.names.slice(pass.resourceDepth + 1, pass.depth);
}

function isOfElement({ type, expression }: ExtensionContext, names: ReadonlySet<string>): boolean {
  if (type !== 'element' || expression === 'Element' || expression === '*') {
    return true;
  }
  const plain = expression.slice(expression.indexOf('#') + 1).replaceAll('[x]', '');
  // A profile's element, or a slice: what stands there is not told by the path.
  return plain.includes('/') || plain.includes(':') || names.has(plain);
}

/** The urls by which the extension around this one is known: its own, and as a part of the one around it. */
function enclosingUrls(stands: readonly Stand[]): readonly string[] {
  const urls: string[] = [];
  let part = '';
  for (const { element } of stands.toReversed()) {
    const { url } = element;
    if (typeof url !== 'string') {
      break;
    }
    urls.push(part === '' ? normalizeCanonical(url) : `${normalizeCanonical(url)}#${part}`);
    part = part === '' ? url : `${url}.${part}`;
  }
  return urls;
}

function inExtension(expression: string): ContextTest {
  const wanted = normalizeCanonical(expression);
  return (pass) => {
    const holder = pathOf(pass).at(-1);
    if (holder !== 'extension' && holder !== 'modifierExtension') {
      return false;
    }
    const stands = standsOf(pass);
    return stands && enclosingUrls(stands.slice(0, -1)).includes(wanted);
  };
}

/** What an expression finds in each resource of a pass. */
type Found = WeakMap<Pass, Map<object, ReadonlySet<unknown>>>;

function atExpression(expression: string): ContextTest {
  const evaluate = engineExpression(undefined, expression);
  const known: Found = new WeakMap();
  const foundIn = (pass: Pass): ReadonlySet<unknown> => {
    const ofPass = known.get(pass) ?? new Map<object, ReadonlySet<unknown>>();
    known.set(pass, ofPass);
    const found =
      ofPass.get(pass.resource) ??
      new Set(evaluate(pass.resource, pass).flatMap(({ data, beside }) => [data, beside].filter(isObject)));
    ofPass.set(pass.resource, found);
    return found;
  };
  return (pass) => {
    const holder = standsOf(pass)?.at(-2);
    return holder && foundIn(pass).has(holder.element);
  };
}

function testOf(context: ExtensionContext): ContextTest {
  switch (context.type) {
    case 'fhirpath':
      return atExpression(context.expression);
    case 'extension':
      return inExtension(context.expression);
    default:
      return (pass) => {
        const type = pass.resource['resourceType'];
        const place = typeof type === 'string' ? namedPlace(type, pathOf(pass)) : undefined;
        return place && isOfElement(context, place.names);
      };
  }
}

/** Rules about the element that holds the extension, which is `%extension` (http://hl7.org/fhir/R4/structuredefinition-definitions.html#StructureDefinition.contextInvariant). */
function invariantTest(expression: string): ContextTest {
  const byBase = new Map<string, ReturnType<typeof engineExpression>>();
  return (pass) => {
    const stands = standsOf(pass);
    const [holder, own] = stands?.slice(-2) ?? [];
    const type = pass.resource['resourceType'];
    const place = typeof type === 'string' ? namedPlace(type, pathOf(pass)) : undefined;
    if (!holder || !own || !place) {
      return undefined;
    }
    const evaluate = byBase.get(place.base) ?? engineExpression(place.base, expression);
    byBase.set(place.base, evaluate);
    const focus = holder.value === undefined ? holder.element : new Primitive(holder.value, holder.element);
    const [only, ...others] = evaluate(focus, pass, own.element);
    return others.length > 0 || (only !== undefined && only.data !== false);
  };
}

const anyOf =
  (tests: readonly ContextTest[]): ContextTest =>
  (pass) => {
    const answers = tests.map((test) => test(pass));
    return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
  };

const allOf =
  (tests: readonly ContextTest[]): ContextTest =>
  (pass) => {
    const answers = tests.map((test) => test(pass));
    return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
  };

/** Whether an extension may stand where a pass meets it; undefined when it may stand anywhere. */
export function contextTest({
  url,
  context = [],
  contextInvariant = [],
}: StructureDefinition): ContextTest | undefined {
  const isAnywhere =
    context.length === 0 ||
    ANYWHERE.test(url) ||
    context.some(({ type, expression }) => type === 'element' && expression === 'Element');
  const places = isAnywhere ? undefined : anyOf(context.map(testOf));
  const isByPath = context.every(({ type }) => type === 'element');
  const test = places && (isByPath ? remembered(places) : places);
  const invariants = contextInvariant.map(invariantTest);
  return invariants.length === 0 ? test : allOf([...(test ? [test] : []), ...invariants]);
}

interface RememberedPlace {
  answer?: Answer;
  readonly below: Map<unknown, RememberedPlace>;
}

/** What was answered at a place before: by the resource's type and the names that lead there. */
function remembered(test: ContextTest): ContextTest {
  const top: RememberedPlace = { below: new Map() };
  let size = 0;
  const next = (from: RememberedPlace, name: unknown): RememberedPlace | undefined => {
    let place = from.below.get(name);
    // Names come from resources: of new places no more than so many are kept.
    if (!place && size < MAX_KNOWN) {
      size += 1;
      place = { below: new Map() };
      from.below.set(name, place);
    }
    return place;
  };
  return (pass) => {
    let place = next(top, pass.resource['resourceType']);
    for (let level = pass.resourceDepth + 1; level < pass.depth && place; level += 1) {
      place = next(place, pass.names[level]);
    }
    if (!place) {
      return test(pass);
    }
    if (!('answer' in place)) {
      place.answer = test(pass);
    }
    return place.answer;
  };
}
