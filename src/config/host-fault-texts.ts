/** Texts of faults that only a host's file and its tenants can have; fault.ts fills them in. */
export const HOST_FAULT_TEXTS = {
  'host-file': {
    code: 'structure',
    message: {
      nb: 'Dette er filen til en vert for flere virksomheter; her trengs filen til én av dem.',
      nn: 'Dette er fila til ein vert for fleire verksemder; her trengst fila til éi av dei.',
      en: 'This is the file of a host of several tenants; here the file of one of them is needed.',
    },
    action: {
      nb: 'Oppgi med --config filen til den det gjelder: {expected}.',
      nn: 'Oppgi med --config fila til den det gjeld: {expected}.',
      en: 'Name with --config the file of the one that is meant: {expected}.',
    },
  },
  'shared-by-tenants': {
    code: 'business-rule',
    message: {
      nb: '{setting} er den samme som i {expected}.',
      nn: '{setting} er den same som i {expected}.',
      en: '{setting} is the same as in {expected}.',
    },
    action: {
      nb: 'Gi hver virksomhet sitt eget: det ene skal aldri kunne gjelde for det andre.',
      nn: 'Gje kvar verksemd sitt eige: det eine skal aldri kunne gjelde for det andre.',
      en: 'Give each tenant its own: nothing of one may ever do for another.',
    },
  },
  'host-decides': {
    code: 'business-rule',
    severity: 'warning',
    message: {
      nb: '{setting} gjelder ikke her: verten bestemmer det.',
      nn: '{setting} gjeld ikkje her: verten avgjer det.',
      en: '{setting} does not apply here: the host decides it.',
    },
    action: {
      nb: 'Skriv det i filen til verten, eller la det stå til virksomheten får sin egen prosess.',
      nn: 'Skriv det i fila til verten, eller lat det stå til verksemda får sin eigen prosess.',
      en: "Write it in the host's file, or leave it for when the tenant gets a process of its own.",
    },
  },
  'key-for-all': {
    code: 'business-rule',
    message: {
      nb: '{setting} ville gjelde for alle virksomhetene.',
      nn: '{setting} ville gjelde for alle verksemdene.',
      en: '{setting} would be the key of every tenant.',
    },
    action: {
      nb: 'Fjern den, og gi hver virksomhet sin egen audit.keyFile.',
      nn: 'Fjern henne, og gje kvar verksemd si eiga audit.keyFile.',
      en: 'Take it away, and give each tenant an audit.keyFile of its own.',
    },
  },
} as const;
