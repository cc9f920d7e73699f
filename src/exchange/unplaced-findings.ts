import type { SamplanError } from '../errors.ts';
import type { Finding } from '../validation/finding.ts';

/**
 * A Patient that leads to several persons we know, and nothing tells that they are one, or something contradicts it: that
 * is a person's decision.
 */
export function severalPersons(): Finding {
  return {
    severity: 'error',
    code: 'business-rule',
    rule: 'several-persons',
    path: 'Patient',
    expected: 'numbers, birth date and links of one person',
    found: 'those of several persons',
    message: {
      nb: 'Pasienten hører til flere personer som er kjent her, ved nummer, lenke eller fødselsdato.',
      nn: 'Pasienten høyrer til fleire personar som er kjende her, ved nummer, lenkje eller fødselsdato.',
      en: 'The Patient belongs to several persons known here, by number, link or birth date.',
    },
    action: {
      nb: 'Rett nummer, fødselsdato og lenker hos avsender. Er det én person, må pasienten ha begge numrene, eller være lenket til den som har det andre.',
      nn: 'Rett nummer, fødselsdato og lenkjer hos avsendar. Er det éin person, må pasienten ha begge nummera, eller vere lenkja til den som har det andre.',
      en: 'Correct numbers, birth date and links at the sender. If it is one person, the Patient must carry both numbers, or be linked with the one that carries the other.',
    },
  };
}

/** A partner's resource that was about somebody else under the same id. */
export function anotherPerson(path: string): Finding {
  return {
    severity: 'error',
    code: 'business-rule',
    rule: 'another-person',
    path,
    reference: 'pjl § 16',
    expected: 'the person whose resource this id was before',
    found: 'another person',
    message: {
      nb: 'Ressursen tilhører en annen person enn den gjorde før under samme id.',
      nn: 'Ressursen høyrer til ein annan person enn han gjorde før under same id.',
      en: 'The resource belongs to another person than it did before under the same id.',
    },
    action: {
      nb: 'Rett hvem ressursen gjelder, eller send den under en ny id.',
      nn: 'Rett kven ressursen gjeld, eller send han under ein ny id.',
      en: 'Correct whom the resource is about, or send it under a new id.',
    },
  };
}

/** Taking it in failed for a reason of our own: kept whole, so that nothing is lost and the rest goes on. */
export function cannotBeTaken(): Finding {
  return {
    severity: 'error',
    code: 'business-rule',
    rule: 'internal',
    path: 'Bundle',
    message: {
      nb: 'Samplan klarte ikke å ta imot dette. Det er tatt vare på.',
      nn: 'Samplan klarte ikkje å ta imot dette. Det er teke vare på.',
      en: 'Samplan could not take this in. It is kept.',
    },
    action: {
      nb: 'Se loggen for feilen, og meld den til dem som drifter Samplan.',
      nn: 'Sjå loggen for feilen, og meld han til dei som driftar Samplan.',
      en: 'See the log for the fault, and report it to whoever operates Samplan.',
    },
  };
}

/** What the partner answered when more was asked about a person: what came is kept whole and looked at in every pass. */
export function badAnswer({ code, where, found }: SamplanError): Finding {
  return {
    severity: 'error',
    code: 'business-rule',
    rule: 'partner-answer',
    path: where ?? 'Bundle',
    expected: 'an answer that follows FHIR',
    found: [code, found ?? ''].join(' ').trim(),
    message: {
      nb: 'Partneren svarte ikke som FHIR sier, da Samplan spurte om resten. Det som kom, er tatt vare på.',
      nn: 'Partnaren svara ikkje som FHIR seier, då Samplan spurde om resten. Det som kom, er teke vare på.',
      en: 'The partner did not answer as FHIR says when Samplan asked for the rest. What came is kept.',
    },
    action: {
      nb: 'Be partneren rette svaret. Samplan prøver igjen i hver kjøring.',
      nn: 'Be partnaren rette svaret. Samplan prøver igjen i kvar køyring.',
      en: 'Ask the partner to mend the answer. Samplan tries again in every pass.',
    },
  };
}

/** The Patient that resources are about can't be read at the sender: looked at again in every pass. */
export function unknownPerson(): Finding {
  return {
    severity: 'error',
    code: 'not-found',
    rule: 'unknown-person',
    path: 'Patient',
    expected: 'a Patient that can be read',
    found: 'none',
    message: {
      nb: 'Pasienten som ressursene gjelder, kan ikke leses hos avsender.',
      nn: 'Pasienten som ressursane gjeld, kan ikkje lesast hos avsendar.',
      en: 'The Patient that the resources are about cannot be read at the sender.',
    },
    action: {
      nb: 'Gi Samplan tilgang til å lese Patient, eller rett hvem ressursene gjelder.',
      nn: 'Gi Samplan tilgang til å lese Patient, eller rett kven ressursane gjeld.',
      en: 'Let Samplan read the Patient, or correct whom the resources are about.',
    },
  };
}

/** The sender has deleted its Patient: that ends no plan, and nothing can stand there without one. */
export function personDeleted(): Finding {
  return {
    severity: 'error',
    code: 'not-found',
    rule: 'person-deleted',
    path: 'Patient',
    reference: 'pjl § 25',
    expected: 'the Patient that the plan is about',
    found: 'deleted',
    message: {
      nb: 'Pasienten er slettet hos avsender. Det avslutter ingen plan, og ingenting kan sendes dit.',
      nn: 'Pasienten er sletta hos avsendar. Det avsluttar ingen plan, og ingenting kan sendast dit.',
      en: 'The Patient has been deleted at the sender. That ends no plan, and nothing can be sent there.',
    },
    action: {
      nb: 'Gjenopprett pasienten hos avsender, eller avslutt planen der med status.',
      nn: 'Gjenopprett pasienten hos avsendar, eller avslutt planen der med status.',
      en: 'Restore the Patient at the sender, or end the plan there by its status.',
    },
  };
}

const MAY_PASS: ReadonlySet<string> = new Set([
  'internal',
  'unknown-person',
  'several-persons',
  'partner-answer',
  'version-went-back',
]);

/** Set aside for reasons that may pass by themselves. */
export function mayPass({ rule }: Finding): boolean {
  return MAY_PASS.has(rule);
}
