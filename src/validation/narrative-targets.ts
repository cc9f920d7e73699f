import { describe } from './describe.ts';
import type { Pass } from './pass.ts';
import type { Site } from './site.ts';

const NOT_THERE: Site = { rule: 'narrative-image', element: 'Narrative.div' };

const IMAGE = /\ssrc\s*=\s*["']#([^"'<]*)["']/g;
const TARGET = /\s(?:src|href)\s*=\s*["']#([^"'<]+)["']/g;
const ID = /\sid\s*=\s*["']([^"'<]*)["']/g;

function ids(div: string, pattern: RegExp): readonly string[] {
  return div.includes('#') ? [...div.matchAll(pattern)].map(([, id = '']) => id) : [];
}

/** What images and links of a narrative name by `#id`. */
export function narrativeTargets(div: string): readonly string[] {
  return ids(div, TARGET);
}

/** Every id of a resource: of elements, contained resources, and in narratives. */
function idsIn(resource: object): ReadonlySet<unknown> {
  const within = new Set<unknown>();
  const open: object[] = [resource];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [key, item] of Object.entries(next)) {
      if (key === 'id') {
        within.add(item);
      } else if (key === 'div' && typeof item === 'string') {
        for (const [, id] of item.matchAll(ID)) {
          within.add(id);
        }
      } else if (typeof item === 'object' && item !== null) {
        open.push(item);
      }
    }
  }
  return within;
}

/** What a pass found of the resources it is in: contained ones may each have a narrative. */
const found = new WeakMap<Pass, Map<object, ReadonlySet<unknown>>>();

function idsOf(pass: Pass): ReadonlySet<unknown> {
  const known = found.get(pass) ?? new Map<object, ReadonlySet<unknown>>();
  found.set(pass, known);
  const within = known.get(pass.root) ?? idsIn(pass.root);
  known.set(pass.root, within);
  return within;
}

/** An image whose source is `#id` is in the resource (http://hl7.org/fhir/R4/narrative.html#id). */
export function imagesInResource(pass: Pass, { div }: Record<string, unknown>): void {
  const images = typeof div === 'string' ? ids(div, IMAGE) : [];
  if (images.length === 0) {
    return;
  }
  const known = idsOf(pass);
  if (!images.every((id) => known.has(id))) {
    pass.fail(NOT_THERE, 'div', -1, describe(div));
  }
}
