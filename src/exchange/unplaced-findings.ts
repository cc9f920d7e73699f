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

/** Set aside for reasons that may pass by themselves. */
export function mayPass({ rule }: Finding): boolean {
  return rule === 'internal' || rule === 'unknown-person';
}
