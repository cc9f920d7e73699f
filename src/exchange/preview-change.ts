import { auditEvent } from '../audit/audit-event.ts';
import { DIRECTORY_TYPES } from '../record/kinds.ts';
import { keyOf } from '../record/record.ts';
import type { Store, Stored } from '../store/store.ts';
import type { Finding } from '../validation/finding.ts';
import type { Validator } from '../validation/validation.ts';
import type { Context } from './context.ts';
import { profilesAskedOf } from './profile-findings.ts';
import { nextVersion } from './writes.ts';

/** What a rule of a profile would newly refuse, or no longer. */
export interface PreviewedRule {
  /** Canonical of the profile the rule stands in; absent for R4 itself. */
  readonly profile?: string;
  readonly rule: string;
  /** Resources that break it then and not now. */
  readonly newlyBroken: number;
  /** Resources that break it now and not then. */
  readonly newlyKept: number;
  /** Our ids (`Type/id`) of the first of them. */
  readonly resources: readonly string[];
}

/** What would change with what is stored. */
export interface PreviewedChange {
  readonly newlyInvalid: number;
  readonly newlyValid: number;
  readonly rules: readonly PreviewedRule[];
}

/** What a change of packages would do. Ids and counts only: never content. */
export interface Preview {
  readonly records: number;
  readonly resources: number;
  /** With the packages loaded: by what resources claim, and by what the gate asks of them. */
  readonly loaded: PreviewedChange;
  /** Where one of these profiles is required of every resource of its type on top, by canonical. */
  readonly required: Readonly<Record<string, PreviewedChange>>;
}

interface PreviewOptions {
  /** Profiles to preview as required, by canonical. */
  readonly profiles: readonly string[];
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Ids kept a rule: enough to look at, few enough for any store. */
const NAMED = 100;
const PAGE = 200;

/**
 * Validates every part of every record, and the directory, with other packages, and tells what would change before they are
 * switched on. One record is held at a time. Nothing is written but an AuditEvent, and that before anything is read.
 *
 * @example
 * const preview = await previewChange(context, next, { profiles: ['https://fjordvik.example/StructureDefinition/plan'] });
 */
export async function previewChange(context: Context, next: Validator, options: PreviewOptions): Promise<Preview> {
  const { store, validator } = context;
  await tracePreview(context);
  const { persons } = await store.changedSince(0);
  const loaded = new Tally();
  const required = new Map(options.profiles.map((profile) => [profile, new Tally()]));
  let resources = 0;

  const look = ({ resource, owner }: Stored): void => {
    resources += 1;
    const key = keyOf(resource);
    // As the gate asks of who owns it: what the packages do not have yet asks nothing now.
    const sender = owner === undefined ? undefined : { organization: owner };
    const before = validator.validate(resource, { profiles: profilesAskedOf(context, sender, resource) });
    const asked = profilesAskedOf({ ...context, validator: next }, sender, resource);
    const after = next.validate(resource, { profiles: asked });
    loaded.add(key, before, after);
    for (const [profile, tally] of required) {
      if (next.typeOf(profile) === resource.resourceType)
        tally.add(key, after, next.validate(resource, { profiles: [...asked, profile] }));
    }
  };
  for (const [done, person] of persons.entries()) {
    options.onProgress?.({ done, total: persons.length });
    for (const part of (await store.record(person)).parts) look(part);
  }
  for await (const entry of directory(store)) look(entry);
  return {
    records: persons.length,
    resources,
    loaded: loaded.change,
    required: Object.fromEntries([...required].map(([profile, tally]) => [profile, tally.change])),
  };
}

async function* directory(store: Store): AsyncGenerator<Stored> {
  for (const type of DIRECTORY_TYPES) {
    let after: string | undefined;
    do {
      const page = await store.search({ type, filters: [], count: PAGE, ...(after === undefined ? {} : { after }) });
      yield* page.resources;
      after = page.next;
    } while (after !== undefined);
  }
}

/** Every record is read, though nobody is shown anything of it (pjl § 22). */
export async function tracePreview(context: Context): Promise<void> {
  const at = context.now();
  const event = auditEvent({
    id: context.newId(),
    at,
    interaction: 'operation',
    operation: 'preview-change',
    by: context.controller,
    controller: context.controller,
    entities: [],
    outcome: 'success',
  });
  await context.store.commit({ writes: [nextVersion(event, undefined, at)] });
}

interface RuleTally {
  readonly profile: string | undefined;
  readonly rule: string;
  broken: number;
  kept: number;
  readonly resources: string[];
}

class Tally {
  private invalid = 0;
  private valid = 0;
  private readonly rules = new Map<string, RuleTally>();

  add(key: string, before: readonly Finding[], after: readonly Finding[]): void {
    const [old, now] = [errorsIn(before), errorsIn(after)];
    if (old.size === 0 && now.size > 0) this.invalid += 1;
    if (old.size > 0 && now.size === 0) this.valid += 1;
    for (const [rule, finding] of now) if (!old.has(rule)) this.rule(rule, finding, key).broken += 1;
    for (const [rule, finding] of old) if (!now.has(rule)) this.rule(rule, finding, key).kept += 1;
  }

  private rule(id: string, { profile, rule }: Finding, key: string): RuleTally {
    const tally = this.rules.get(id) ?? { profile, rule, broken: 0, kept: 0, resources: [] };
    this.rules.set(id, tally);
    if (tally.resources.length < NAMED) tally.resources.push(key);
    return tally;
  }

  get change(): PreviewedChange {
    const rules = [...this.rules.values()].sort((left, right) => right.broken - left.broken || right.kept - left.kept);
    return {
      newlyInvalid: this.invalid,
      newlyValid: this.valid,
      rules: rules.map(({ profile, rule, broken, kept, resources }) => ({
        ...(profile === undefined ? {} : { profile }),
        rule,
        newlyBroken: broken,
        newlyKept: kept,
        resources,
      })),
    };
  }
}

/** The first error of each rule of each profile. */
function errorsIn(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  const errors = new Map<string, Finding>();
  for (const finding of findings) {
    const id = `${finding.profile ?? ''} ${finding.rule}`;
    if (finding.severity === 'error' && !errors.has(id)) errors.set(id, finding);
  }
  return errors;
}
