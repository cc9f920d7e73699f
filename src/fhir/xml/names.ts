import type { Field } from '../../validation/fields.ts';

/** Namespace of every element but those of a narrative (xml.html § 2.6.1). */
export const FHIR = 'http://hl7.org/fhir';
/** Namespace of a narrative. */
export const XHTML = 'http://www.w3.org/1999/xhtml';

/** How the elements of an object are written: of a resource all as elements, of a data type some as attributes. */
export type Holder = 'resource' | 'Extension' | 'Element';

/** How the elements of what stands in a field are written. */
export function holderIn({ type }: Field): Holder {
  return type === 'Extension' ? 'Extension' : 'Element';
}

/** True for what XML has as an attribute: `id` of a data type, and `url` of an extension (xml.html § 2.6.1). */
export function isAttribute(name: string, holder: Holder): boolean {
  return (name === 'id' && holder !== 'resource') || (name === 'url' && holder === 'Extension');
}
