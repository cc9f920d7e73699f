import type { SamplanError } from '../errors.ts';
import type { Finding } from '../validation/finding.ts';

/** A Patient whose identifiers lead to several persons we know: merging them is a person's decision. */
export function severalPersons(): Finding {
  return {
    severity: 'error',
    code: 'business-rule',
    rule: 'several-persons',
    path: 'Patient.identifier',
    expected: 'identifiers of one person',
    found: 'identifiers of several persons',
    message: {
      nb: 'Identifikatorene hører til flere personer som er kjent her.',
      nn: 'Identifikatorane høyrer til fleire personar som er kjende her.',
      en: 'The identifiers belong to several persons known here.',
    },
    action: {
      nb: 'Rett identifikatorene hos avsender.',
      nn: 'Rett identifikatorane hos avsendar.',
      en: 'Correct the identifiers at the sender.',
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

const MAY_PASS: ReadonlySet<string> = new Set(['internal', 'unknown-person', 'partner-answer', 'version-went-back']);

/** Set aside for reasons that may pass by themselves. */
export function mayPass({ rule }: Finding): boolean {
  return MAY_PASS.has(rule);
}
