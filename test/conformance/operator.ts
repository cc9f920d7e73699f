import type { JsonObject } from './json.ts';
import type { Place } from './places.ts';

/** One way to change one place. */
export interface Spot {
  readonly at: string;
  /** Changes its argument, which is a copy; a text that is given back stands for the whole file. */
  readonly change: (resource: JsonObject) => string | undefined;
}

/** A way of breaking resources, with the places of a resource where it can be used. */
export interface Operator {
  readonly name: string;
  /**
   * `error`: what comes out is against FHIR R4, whatever the place. `either`: it depends on the place and the profile; it is
   * there to compare verdicts.
   */
  readonly outcome: 'error' | 'either';
  readonly spots: (places: readonly Place[], resource: JsonObject) => readonly Spot[];
}

/** A spot for each place that fits. */
export function atEach(
  name: string,
  fits: (place: Place) => boolean,
  change: (resource: JsonObject, place: Place) => void,
  outcome: Operator['outcome'] = 'error',
): Operator {
  return {
    name,
    outcome,
    spots: (places) =>
      places.filter(fits).map((place) => ({
        at: place.at,
        change: (resource) => {
          change(resource, place);
          return undefined;
        },
      })),
  };
}
