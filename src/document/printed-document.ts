import type { Bundle, Composition } from '@medplum/fhirtypes';
import type { Language } from '../validation/finding.ts';
import type { Fact } from './block.ts';
import { CONTENT_HASH } from './content-hash.ts';
import { VERSION } from './plan-document.ts';
import { WORDS } from './word-texts.ts';

/** What a document says to people: what its page and its PDF have in common. */
export interface PrintedDocument {
  readonly language: Language;
  readonly title: string;
  /** Instant at which it was made, ISO 8601 in UTC. */
  readonly at: string;
  /** Narrative above the sections, as XHTML. */
  readonly head: string;
  readonly sections: readonly PrintedSection[];
  /** Version of the plan and hash, at the foot of every page. */
  readonly foot: readonly Fact[];
}

interface PrintedSection {
  readonly code: string;
  readonly title: string;
  /** As XHTML. */
  readonly narrative: string;
}

/**
 * What people read of a document: taken from its Composition alone, so that no form of it can say more than the Bundle does.
 *
 * @param document as `planDocument` makes it
 * @throws TypeError for a Bundle that does not begin with a Composition
 * @example
 * printedOf(bundle).sections[0].title; // 'Mål, ressurser og behov'
 */
export function printedOf(document: Bundle): PrintedDocument {
  const composition = document.entry?.[0]?.resource;
  if (composition?.resourceType !== 'Composition') throw new TypeError('a document begins with its Composition');
  const language = languageOf(composition);
  return {
    language,
    title: composition.title ?? '',
    at: composition.date ?? '',
    head: composition.text?.div ?? '',
    sections: (composition.section ?? []).map(({ code, title, text }) => ({
      code: code?.coding?.[0]?.code ?? '',
      title: title ?? '',
      narrative: text?.div ?? '',
    })),
    foot: [
      ...stated(WORDS.version[language], composition, VERSION),
      ...stated(WORDS.hash[language], composition, CONTENT_HASH),
    ],
  };
}

function stated(label: string, { extension = [] }: Composition, url: string): readonly Fact[] {
  const value = extension.find((one) => one.url === url)?.valueString;
  return value === undefined ? [] : [[label, value]];
}

function languageOf({ language }: Composition): Language {
  return language === 'nn' || language === 'en' ? language : 'nb';
}
