import type { Text } from '../validation/finding.ts';

/**
 * Names of the codes of our own package that a plan document says in words, by code system and code. The package says the same
 * (test/document).
 */
export const CODE_NAMES: Readonly<Record<string, Readonly<Record<string, Text>>>> = {
  'http://samplan.no/fhir/CodeSystem/participant-role': {
    'responsible-coordinator': {
      nb: 'ansvarlig koordinator',
      nn: 'ansvarleg koordinator',
      en: 'Responsible coordinator',
    },
    coordinator: { nb: 'koordinator', nn: 'koordinator', en: 'Coordinator' },
    'child-coordinator': { nb: 'barnekoordinator', nn: 'barnekoordinator', en: 'Child coordinator' },
    'contact-physician': { nb: 'kontaktlege', nn: 'kontaktlege', en: 'Contact physician' },
    'coordinating-unit': { nb: 'koordinerende enhet', nn: 'koordinerande eining', en: 'Coordinating unit' },
    'general-practitioner': { nb: 'fastlege', nn: 'fastlege', en: 'General practitioner' },
    'next-of-kin': { nb: 'pårørende', nn: 'pårørande', en: 'Next of kin' },
    guardian: { nb: 'verge', nn: 'verje', en: 'Guardian' },
    school: { nb: 'skole', nn: 'skule', en: 'School' },
    nav: { nb: 'NAV', nn: 'NAV', en: 'NAV' },
    'child-welfare': { nb: 'barnevern', nn: 'barnevern', en: 'Child welfare' },
    'the-person': { nb: 'personen selv', nn: 'personen sjølv', en: 'The person' },
    'municipal-service': { nb: 'kommunal tjeneste', nn: 'kommunal teneste', en: 'Municipal service' },
    'specialist-service': { nb: 'spesialisthelsetjeneste', nn: 'spesialisthelseteneste', en: 'Specialist service' },
  },
  'http://samplan.no/fhir/CodeSystem/consent-kind': {
    'plan-made': { nb: 'at planen lages', nn: 'at planen blir laga', en: 'Plan is made' },
    access: { nb: 'innsyn for deltaker', nn: 'innsyn for deltakar', en: 'Access for a participant' },
    publish: { nb: 'publisering i nasjonal løsning', nn: 'publisering i nasjonal løysing', en: 'Publication' },
    opposition: {
      nb: 'motsetter seg tilgang eller utlevering',
      nn: 'motset seg tilgang eller utlevering',
      en: 'Opposition',
    },
  },
  'http://samplan.no/fhir/CodeSystem/life-area': {
    health: { nb: 'helse', nn: 'helse', en: 'Health' },
    'mental-health': { nb: 'psykisk helse og rus', nn: 'psykisk helse og rus', en: 'Mental health' },
    'daily-living': { nb: 'hverdag og egenomsorg', nn: 'kvardag og eigenomsorg', en: 'Daily living' },
    home: { nb: 'bolig', nn: 'bustad', en: 'Home' },
    mobility: {
      nb: 'forflytning, transport og hjelpemidler',
      nn: 'forflytting, transport og hjelpemiddel',
      en: 'Mobility',
    },
    communication: { nb: 'kommunikasjon og språk', nn: 'kommunikasjon og språk', en: 'Communication' },
    education: { nb: 'barnehage, skole og utdanning', nn: 'barnehage, skule og utdanning', en: 'Education' },
    work: { nb: 'arbeid og aktivitet', nn: 'arbeid og aktivitet', en: 'Work' },
    economy: { nb: 'økonomi', nn: 'økonomi', en: 'Economy' },
    family: { nb: 'familie og nettverk', nn: 'familie og nettverk', en: 'Family and network' },
    leisure: { nb: 'fritid, kultur og samfunnsliv', nn: 'fritid, kultur og samfunnsliv', en: 'Leisure and culture' },
    other: { nb: 'annet', nn: 'anna', en: 'Other' },
  },
  'http://samplan.no/fhir/CodeSystem/recipient-sector': {
    municipal: {
      nb: 'kommunal helse- og omsorgstjeneste',
      nn: 'kommunal helse- og omsorgsteneste',
      en: 'Municipal health and care',
    },
    specialist: { nb: 'spesialisthelsetjeneste', nn: 'spesialisthelseteneste', en: 'Specialist health service' },
    nav: { nb: 'NAV', nn: 'NAV', en: 'Labour and welfare' },
    'child-welfare': { nb: 'barnevern', nn: 'barnevern', en: 'Child welfare' },
    education: { nb: 'barnehage, skole og PPT', nn: 'barnehage, skule og PPT', en: 'Education' },
    housing: { nb: 'bolig', nn: 'bustad', en: 'Housing' },
    employer: { nb: 'arbeidsgiver', nn: 'arbeidsgivar', en: 'Employer' },
    other: { nb: 'annen', nn: 'annan', en: 'Other' },
  },
  'http://samplan.no/fhir/CodeSystem/plan-kind': {
    'individual-plan': { nb: 'individuell plan', nn: 'individuell plan', en: 'Individual plan' },
    treatment: { nb: 'behandlingsplan', nn: 'behandlingsplan', en: 'Treatment plan' },
    rehabilitation: {
      nb: 'plan for habilitering eller rehabilitering',
      nn: 'plan for habilitering eller rehabilitering',
      en: 'Rehabilitation plan',
    },
    'self-treatment': { nb: 'egenbehandlingsplan', nn: 'eigenbehandlingsplan', en: 'Self-treatment plan' },
    crisis: { nb: 'kriseplan', nn: 'kriseplan', en: 'Crisis plan' },
    education: { nb: 'individuell opplæringsplan', nn: 'individuell opplæringsplan', en: 'Education plan' },
    activity: { nb: 'aktivitetsplan', nn: 'aktivitetsplan', en: 'Activity plan' },
    qualification: {
      nb: 'plan for kvalifiseringsprogram',
      nn: 'plan for kvalifiseringsprogram',
      en: 'Qualification programme',
    },
    'child-welfare': { nb: 'barnevernsplan', nn: 'barnevernsplan', en: 'Child welfare plan' },
    other: { nb: 'annen delplan', nn: 'annan delplan', en: 'Other sub-plan' },
  },
  'http://samplan.no/fhir/CodeSystem/meeting-kind': {
    'responsibility-group': { nb: 'ansvarsgruppemøte', nn: 'ansvarsgruppemøte', en: 'Responsibility group meeting' },
    start: { nb: 'oppstartsmøte', nn: 'oppstartsmøte', en: 'Start meeting' },
    revision: { nb: 'evalueringsmøte', nn: 'evalueringsmøte', en: 'Revision meeting' },
  },
};
