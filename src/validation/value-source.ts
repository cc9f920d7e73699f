import { normalizeCanonical, spellings } from './canonical.ts';
import { type ElementNode, fixedOrPattern } from './element-tree.ts';
import { invariantSource } from './invariant-source.ts';
import { isPrimitive } from './primitives.ts';
import { type BasePlace, isResource, type ProfileScope } from './profile-scope.ts';
import { quote } from './quote.ts';
import { targets } from './reference-check.ts';
import { referenceTargets } from './reference-targets.ts';
import { safeRegex } from './safe-regex.ts';
import { type Constraint, type ElementType, maxValueSetOf } from './structure-definition.ts';
import { describeDemand } from './value-match.ts';

const BUILT_IN = new Set(['ele-1', 'ext-1']);
const BINDABLE = /^(?:code|uri|string|canonical|Coding|CodeableConcept|Quantity|Age|Count|Distance|Duration)$/;

/** One value of a profiled element: what the profile says of it beyond its type, and beyond the unsliced element. */
export interface ProfiledValue {
  readonly node: ElementNode;
  readonly base: BasePlace;
  /** The element that `node` is a slice of: what holds for it is checked already. */
  readonly unsliced: ElementNode | undefined;
  readonly type: ElementType | undefined;
  /** Arguments for name and index of a finding. */
  readonly place: string;
}

/** Statements on one value `e` (and `t`, the Element beside a primitive), without its content. */
export function valueSource(value: ProfiledValue, scope: ProfileScope): string {
  return [
    demandSource(value, scope),
    bindingSource(value, scope),
    targetsSource(value, scope),
    resourceTypeSource(value, scope),
    typeProfilesSource(value, scope),
    lengthSource(value, scope),
    rangeSource(value, scope),
    formSource(value, scope),
    constraintsSource(value, 'e', scope),
  ].join('');
}

function demandSource({ node, unsliced, type, place }: ProfiledValue, scope: ProfileScope): string {
  const demand = fixedOrPattern(node.definition);
  const isKnown = unsliced && JSON.stringify(fixedOrPattern(unsliced.definition)) === JSON.stringify(demand);
  if (!demand || isKnown) {
    return '';
  }
  const { kind, value } = demand;
  const site = scope.site(node, { rule: `${kind}-value`, expected: describeDemand(value) });
  const fail = `pass.fail(${site},${place},${type?.code === 'code' ? 'describeCode' : 'describe'}(e));`;
  if (typeof value === 'object' && value !== null) {
    return `if(!${kind === 'fixed' ? 'equals' : 'matches'}(e,${scope.unit.constant(value)}))${fail}`;
  }
  const options = typeof value === 'string' ? spellings(value).map(quote) : [JSON.stringify(value)];
  return `if(${options.map((option) => `e!==${option}`).join('&&')})${fail}`;
}

function bindingSource(value: ProfiledValue, scope: ProfileScope): string {
  const { node, base, unsliced } = value;
  const binding = node.definition.binding;
  const before = unsliced?.definition.binding ?? base.node.definition.binding;
  const isSame = (one: string | undefined, other: string | undefined): boolean =>
    one !== undefined && other !== undefined && normalizeCanonical(one) === normalizeCanonical(other);
  const { strength, valueSet } = binding ?? {};
  const isBound = strength === 'required' || strength === 'extensible';
  const isKnown = before?.strength === strength && isSame(before?.valueSet, valueSet);
  const source = isBound && valueSet && !isKnown ? boundSource(value, valueSet, strength, scope) : '';
  const most = maxValueSetOf(binding);
  const limits = most !== undefined && strength !== 'required' && !isSame(maxValueSetOf(before), most);
  return source + (limits ? boundSource(value, most, 'max', scope) : '');
}

function boundSource(
  { node, type, place }: ProfiledValue,
  valueSet: string,
  strength: 'required' | 'extensible' | 'max',
  scope: ProfileScope,
): string {
  const url = normalizeCanonical(valueSet);
  const code = type?.code ?? '';
  if (!BINDABLE.test(code)) {
    // Of a choice only some types have codes.
    if (!node.definition.type?.some((other) => BINDABLE.test(other.code))) {
      scope.report(node.id, 'value-set', `a binding on ${code || 'an element without type'} is not checked`);
    }
    return '';
  }
  const set = scope.linker.codeSet(url);
  if (!set) {
    scope.report(node.id, 'value-set', scope.linker.whyUnknown(url));
    const site = scope.site(node, { rule: 'binding-not-checked', severity: 'warning', expected: url });
    return `if(e!==undefined)pass.fail(${site},${place});`;
  }
  if (set.unsure) {
    scope.report(node.id, 'value-set', `the content of ${url} is known in part`);
  }
  const site =
    strength === 'extensible'
      ? scope.site(node, { rule: 'extensible-binding', severity: 'warning', expected: set.url })
      : scope.site(node, { rule: strength === 'max' ? 'max-value-set' : 'required-binding', expected: set.url });
  const held = scope.unit.constant(set);
  const check =
    code === 'CodeableConcept'
      ? 'concept'
      : /^[A-Z]/.test(code)
        ? 'coding'
        : code === 'code'
          ? 'boundCode'
          : 'boundText';
  return `${check}(pass,${held},e,${place},${site});`;
}

function targetsSource({ node, base, unsliced, type, place }: ProfiledValue, scope: ProfileScope): string {
  if (type?.code === 'canonical') {
    canonicalTargets(type, node, base, scope);
  }
  if (type?.code !== 'Reference') {
    return '';
  }
  const { linker, unit } = scope;
  const typeOf = (canonical: string) => linker.typeOf(canonical);
  const allowed = referenceTargets([type], typeOf);
  const before = referenceTargets(unsliced?.definition.type ?? base.node.definition.type ?? [], typeOf);
  let source = '';
  if (allowed && !(before && before.size === allowed.size && before.isSubsetOf(allowed))) {
    const site = scope.site(node, { rule: 'reference-target', expected: [...allowed].join(' | ') });
    source += `reference(pass,${unit.constant(targets(allowed))},${unit.constant(linker.resourceTypes)},e,${place},${site});`;
  }
  if (type.aggregation && type.aggregation.length > 0) {
    const site = scope.site(node, { rule: 'reference-aggregation', expected: type.aggregation.join(' | ') });
    source += `aggregation(pass,e,${unit.constant(new Set(type.aggregation))},${place},${site});`;
  }
  return source + targetProfileSource(type.targetProfile ?? [], node, place, scope);
}

/** What a canonical is to lead to is in no resource at hand: that a profile narrows it is told. */
function canonicalTargets(
  { targetProfile }: ElementType,
  node: ElementNode,
  base: BasePlace,
  scope: ProfileScope,
): void {
  const before = base.node.definition.type?.find(({ code }) => code === 'canonical')?.targetProfile;
  if (targetProfile && JSON.stringify(targetProfile) !== JSON.stringify(before)) {
    scope.report(node.id, 'element', `canonicals are not followed to ${targetProfile.join(' | ')}`);
  }
}

/** Profiles of a reference's target: asked of a target that is in hand. */
function targetProfileSource(
  canonicals: readonly string[],
  node: ElementNode,
  place: string,
  scope: ProfileScope,
): string {
  const { linker, unit } = scope;
  const known = canonicals.flatMap((canonical) => {
    const [check, type] = [linker.profile(canonical), linker.typeOf(canonical)];
    return check && type !== undefined ? [{ check, type }] : [];
  });
  if (known.length < canonicals.length || known.every(({ check }) => check.isEmpty === true)) {
    return '';
  }
  const site = scope.site(node, {
    rule: 'reference-profile',
    expected: canonicals.map(normalizeCanonical).join(' | '),
  });
  const [checks, types] = [known.map(({ check }) => check), known.map(({ type }) => type)];
  return `targetProfile(pass,e,${unit.constant(checks)},${unit.constant(types)},${place},${site});`;
}

/** A resource inside a resource that a profile narrows to some types. */
function resourceTypeSource({ node, base, place }: ProfiledValue, scope: ProfileScope): string {
  const types = (node.definition.type ?? []).map((type) => type.code);
  if (!isResource(base) || types.length === 0 || types.includes('Resource') || types.includes('DomainResource')) {
    return '';
  }
  const site = scope.site(node, { rule: 'expected-type', expected: types.join(' | ') });
  const allowed = scope.unit.constant(new Set(types));
  return `if(isObject(e)&&!${allowed}.has(e.resourceType))pass.fail(${site},${place},describeCode(e.resourceType));`;
}

function typeProfilesSource({ node, base, unsliced, type, place }: ProfiledValue, scope: ProfileScope): string {
  const { linker, unit } = scope;
  // An extension's own definition is applied wherever its url stands; a profile on one only where it is asked for.
  const asked = type?.profile?.filter((profile) => type.code !== 'Extension' || !linker.isOwnExtension(profile)) ?? [];
  if (asked.length === 0 || JSON.stringify(unsliced?.definition.type?.[0]?.profile) === JSON.stringify(type?.profile)) {
    return '';
  }
  const checks = asked.map((profile) => linker.profile(profile));
  if (checks.includes(undefined)) {
    scope.report(node.id, 'element', `the profile ${asked.join(', ')} of its type is not loaded`);
    return '';
  }
  // Of a resource of another type it is said that it is one.
  const isOfType = `isResourceOf(e,${unit.constant(new Set(asked.map((profile) => linker.typeOf(profile))))})`;
  return isResource(base)
    ? `if(${isOfType})resourceProfiles(pass,${unit.constant(checks)},e,${place},o);`
    : `profiles(pass,${unit.constant(checks)},e,${place});`;
}

function lengthSource({ node, base, place }: ProfiledValue, scope: ProfileScope): string {
  const { maxLength } = node.definition;
  if (maxLength === undefined || maxLength === base.node.definition.maxLength) {
    return '';
  }
  const site = scope.site(node, { rule: 'value-too-long', expected: String(maxLength) });
  return `if(typeof e==='string'&&e.length>${Number(maxLength)})pass.fail(${site},${place},describe(e));`;
}

/** minValue[x] and maxValue[x]. */
function rangeSource({ node, unsliced, place }: ProfiledValue, scope: ProfileScope): string {
  let source = '';
  for (const key in node.definition) {
    const [, side, type = ''] = key.includes('Value') ? (/^(min|max)Value([A-Z][A-Za-z]*)$/.exec(key) ?? []) : [];
    const bound = node.definition[key];
    if (side === undefined || JSON.stringify(unsliced?.definition[key]) === JSON.stringify(bound)) {
      continue;
    }
    const sign = side === 'min' ? '>=' : '<=';
    const site = scope.site(node, { rule: 'value-range', expected: `${sign} ${describeDemand(bound)}` });
    const limit = scope.unit.constant({ isMin: side === 'min', isDate: /^(?:Date|DateTime|Instant)$/.test(type) });
    source += `range(pass,e,${scope.unit.constant(bound)},${limit},${place},${site});`;
  }
  return source;
}

const REGEX = 'http://hl7.org/fhir/StructureDefinition/regex';

/** The regular expression of a profiled primitive: one that cannot be run in bounded time was refused at load. */
export function regexOf(type: ElementType | undefined): string | undefined {
  const value = type?.extension?.find(({ url }) => url === REGEX)?.['valueString'];
  return typeof value === 'string' ? value : undefined;
}

function formSource({ node, base, type, place }: ProfiledValue, scope: ProfileScope): string {
  const regex = regexOf(type);
  // The regexes of R4's own types are checked with the types.
  const isOwn = regex === undefined || base.node.definition.type?.some((each) => Reflect.get(each, 'regex') === regex);
  const test = isOwn || regex === undefined ? undefined : safeRegex(regex, true);
  if (!test) {
    return '';
  }
  const site = scope.site(node, { rule: 'value-form', expected: regex ?? '' });
  return `form(pass,e,${scope.unit.constant(test)},${place},${site});`;
}

/** The profile's own constraints on an element. */
export function constraintsSource(
  { node, base, unsliced, type, place }: ProfiledValue,
  value: string,
  scope: ProfileScope,
): string {
  const constraints = (node.definition.constraint ?? []).filter(({ key }) => !BUILT_IN.has(key));
  if (constraints.length === 0) {
    return '';
  }
  const roots = (base.node.definition.type ?? []).map((type) => scope.linker.tree(type.code)?.root);
  const inherited = [base.node, unsliced, ...roots].flatMap((from) => from?.definition.constraint ?? []);
  const isInherited = (constraint: Constraint): boolean =>
    inherited.some(({ key, expression }) => key === constraint.key && expression === constraint.expression);
  let source = '';
  for (const constraint of constraints) {
    if (isInherited(constraint)) {
      continue;
    }
    const compiled = scope.linker.invariant(constraint, base, type?.code);
    if (!compiled) {
      scope.report(node.id, 'invariant', `${constraint.key} has no expression`);
      continue;
    }
    if (compiled.unrun !== undefined) {
      scope.report(node.id, 'invariant', `${constraint.key} is not run: it calls ${compiled.unrun}`);
    }
    const severity = constraint.severity === 'warning' ? 'warning' : 'error';
    const site = scope.site(node, { rule: 'invariant', key: constraint.key, severity, human: constraint.human });
    source += invariantSource(compiled, 'item', place, site, scope.unit);
  }
  if (source === '') {
    return '';
  }
  const isPlain = type !== undefined && isPrimitive(type.code);
  return isPlain
    ? `{const item=primitiveItem(${value},t);if(item!==undefined){${source}}}`
    : `{const item=${value};if(isObject(item)){${source}}}`;
}
