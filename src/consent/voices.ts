import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import { type Protection, protectionIn } from '../record/address-protection.ts';
import { ownersOf } from '../record/owner.ts';
import { consentsOf, keyOf, type Part, type PlanRecord } from '../record/record.ts';
import { type Force, forceOf } from './giver.ts';
import { type ConsentKind, consentKind } from './kind.ts';
import { isAddressedTo } from './notice.ts';
import { isNationalStore, type Party } from './party.ts';
import { isPlanWithdrawn } from './plan-made.ts';
import { SHIPPED_POLICY } from './policy.ts';
import { type Asked, effectOn, type Heard, hear, organizationsNamed } from './provision.ts';
import { namesEmergency, type Purpose } from './purpose.ts';
import type { Effect } from './spelling.ts';

/** An active Consent to access or publication, or an opposition, that is about the recipient now. */
interface Voice {
  readonly consent: Consent;
  readonly kind: ConsentKind | undefined;
  readonly heard: Heard;
}

/**
 * What a record's consents say to one recipient at one moment, read once for all of its parts. Records are never
 * changed, so the last reading of each is kept.
 */
export class Voices {
  readonly recipient: Party;
  readonly purpose: Purpose;
  readonly at: string;
  readonly protection: Protection;
  /** Nothing more of the plan is sent. */
  readonly isPlanWithdrawn: boolean;
  readonly #record: PlanRecord;
  /** The kind of consent that lets this recipient see: B, or C where plans are published. */
  readonly #letting: ConsentKind;
  readonly #voices: readonly Voice[];
  /** Consents that are over or refused, and that named the recipient. */
  readonly #ended: ReadonlySet<string>;
  /** What Consents name as their source: signed, it tells of all whom they name. */
  readonly #papers: ReadonlySet<string>;
  /** Something of hers tells the recipient that it may see no more. */
  readonly #isTold: boolean;
  readonly #owners = new Map<string, boolean>();
  readonly #forces = new Map<Consent, Force>();
  readonly #asked: Asked;
  #lastEffects: { readonly part: Part | undefined; readonly effects: readonly (Effect | undefined)[] } | undefined;

  private constructor(record: PlanRecord, recipient: Party, purpose: Purpose, at: string) {
    this.#record = record;
    this.#letting = isNationalStore(recipient) ? 'publish' : 'access';
    this.recipient = recipient;
    this.purpose = purpose;
    this.at = at;
    this.protection = protectionIn(record);
    const kinds = consentsOf(record).map((consent) => ({ consent, kind: consentKind(consent) }));
    this.isPlanWithdrawn = isPlanWithdrawn(record);
    this.#papers = new Set(kinds.flatMap(({ consent }) => consent.sourceReference?.reference ?? []));
    this.#ended = new Set(
      kinds
        .filter(({ consent, kind }) => kind === 'access' && isOver(consent))
        .filter(({ consent }) => organizationsNamed(consent, record).has(recipient.organization))
        .map(({ consent }) => consent.id ?? ''),
    );
    const notices = [...record.parts.values()].filter(({ kind }) => kind === 'notice');
    this.#isTold = this.#ended.size > 0 || notices.some(({ resource }) => isAddressedTo(resource, recipient, record));
    const asked: Asked = { audience: recipient, at, where: record, purpose };
    this.#asked = asked;
    this.#voices = kinds.flatMap(({ consent, kind }) => {
      const isHeard = kind === 'access' || kind === 'opposition' || kind === this.#letting;
      if (consent.status !== 'active' || !isHeard) return [];
      const heard = hear(consent, asked);
      return heard ? [{ consent, kind, heard }] : [];
    });
  }

  static #last = new WeakMap<PlanRecord, Voices>();

  /** @example Voices.of(record, trust, 'coordination', at).isOpposed(part) */
  static of(record: PlanRecord, recipient: Party, purpose: Purpose, at: string): Voices {
    const last = Voices.#last.get(record);
    if (last?.recipient === recipient && last.at === at && last.purpose === purpose) return last;
    const voices = new Voices(record, recipient, purpose, at);
    Voices.#last.set(record, voices);
    return voices;
  }

  /** The recipient is the part's owner, or what the owner is a unit of. What stands in a national store is always another's. */
  isOwn(part: Part): boolean {
    const { owner } = part;
    if (owner === undefined || isNationalStore(this.recipient)) return false;
    const known = this.#owners.get(owner);
    if (known !== undefined) return known;
    const isOwn = ownersOf(part, this.#record.directory).includes(this.recipient.organization);
    this.#owners.set(owner, isOwn);
    return isOwn;
  }

  /**
   * Somebody spoke against it. An opt-in without a permit for the recipient gives it nothing, but nobody did. Where plans are published
   * nothing is told without whose it is: what speaks against that speaks against all.
   */
  isOpposed(part: Part): boolean {
    const whose = this.#letting === 'publish' ? this.#record.parts.get(`Patient/${this.#record.person}`) : undefined;
    return this.#isSpokenAgainst(part) || (whose !== undefined && whose !== part && this.#isSpokenAgainst(whose));
  }

  #isSpokenAgainst(part: Part): boolean {
    return this.#effectsOn(part).some(
      (effect, index) => effect === 'deny' || (effect === 'withheld' && this.#voices[index]?.kind === 'opposition'),
    );
  }

  /** Somebody spoke against reading in an emergency, and named it. */
  isEmergencyRefused(part: Part): boolean {
    return this.#voices.some(
      ({ heard }) => denialsIn(heard).some(namesEmergency) && effectOn(heard, part, this.#asked) === 'deny',
    );
  }

  /** Whose it is goes along with whatever is permitted; any other part must itself be covered. */
  isPermitted(part: Part): 'yes' | 'not-in-force' | 'no' {
    const found = this.#permittedBy(this.#effectsOn(part));
    // A consent may reach some parts only, or all but some.
    return part.kind === 'person' && found !== 'yes' ? this.#permittedBy(this.#effectsOn(undefined), found) : found;
  }

  #permittedBy(
    effects: readonly (Effect | undefined)[],
    before: 'not-in-force' | 'no' = 'no',
  ): 'yes' | 'not-in-force' | 'no' {
    let found = before;
    for (const [index, { consent, kind }] of this.#voices.entries()) {
      if (kind !== this.#letting || effects[index] !== 'permit') continue;
      if (this.#forceOf(consent).isInForce) return 'yes';
      found = 'not-in-force';
    }
    return found;
  }

  /**
   * A withdrawn or refused permit is told to whom it was about: content-free, and the one thing an opposition lets
   * through, together with whose it is.
   */
  isNotice({ kind, resource }: Part): boolean {
    return kind === 'person' ? this.#isTold : kind === 'consent' && this.#ended.has(resource.id ?? '');
  }

  /** What a Consent was signed on. */
  isPaper({ resource }: Part): boolean {
    return resource.resourceType === 'DocumentReference' && this.#papers.has(keyOf(resource));
  }

  /** A Consent names the recipient. */
  isNamedIn(consent: Consent): boolean {
    return organizationsNamed(consent, this.#record).has(this.recipient.organization);
  }

  #forceOf(consent: Consent): Force {
    const known = this.#forces.get(consent);
    if (known) return known;
    const force = forceOf(consent, this.#record, this.recipient.policy ?? SHIPPED_POLICY, this.at);
    this.#forces.set(consent, force);
    return force;
  }

  /** What each voice says of a part; the last part that was asked about is remembered. */
  #effectsOn(part: Part | undefined): readonly (Effect | undefined)[] {
    if (this.#lastEffects?.part === part && this.#lastEffects) return this.#lastEffects.effects;
    const effects = this.#voices.map(({ heard }) => effectOn(heard, part, this.#asked));
    this.#lastEffects = { part, effects };
    return effects;
  }
}

function denialsIn({ effect, conditions, exceptions }: Heard): readonly ConsentProvision[] {
  return [...(effect === 'permit' ? [] : [conditions]), ...exceptions.flatMap(denialsIn)];
}

function isOver({ status }: Consent): boolean {
  return status === 'inactive' || status === 'rejected';
}
