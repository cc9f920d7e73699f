import type { ComplaintSettings } from '../law/complaint.ts';
import type { Text } from '../validation/finding.ts';
import { text } from './block.ts';
import type { Section } from './section.ts';
import type { Wording } from './wording.ts';

/** The right to complain: to whom, where and for how long. The time counts from a decision, and not from this document. */
export function complaintSection(complaint: ComplaintSettings, { language }: Wording): Section {
  return { code: 'complaint', blocks: text(complaintText(complaint)[language]), entries: [] };
}

/** The same in every language. */
export function complaintText({ body: { name, address }, weeks, basis }: ComplaintSettings): Text {
  const where = address === '' ? name : `${name} (${address})`;
  return {
    nb: `Du kan klage hvis du mener at du ikke får den planen eller koordinatoren du har rett til. Fristen er ${weeks} uker fra du fikk vite om det du klager på (${basis}). Send klagen til koordinerende enhet, eller til den som avgjorde saken. Blir avgjørelsen stående, avgjør ${where} klagen.`,
    nn: `Du kan klage dersom du meiner at du ikkje får den planen eller koordinatoren du har rett til. Fristen er ${weeks} veker frå du fekk vite om det du klagar på (${basis}). Send klaga til koordinerande eining, eller til den som avgjorde saka. Blir avgjerda ståande, avgjer ${where} klaga.`,
    en: `You can complain if you think that you do not get the plan or the coordinator that you have a right to. You have ${weeks} weeks from when you learned of what you complain about (${basis}). Send the complaint to the koordinerende enhet, or to who decided. If the decision stands, ${where} decides the complaint.`,
  };
}
