import { attachment } from './attachment-check.ts';
import * as bindingChecks from './binding-check.ts';
import { bundleReference, fullUrl } from './bundle-check.ts';
import * as descriptions from './describe.ts';
import * as extensionChecks from './extension-check.ts';
import { hasExtension, isText, valueAt } from './fhirpath-inline.ts';
import { hasKey } from './fhirpath-values.ts';
import { uriIdentifier } from './identifier-check.ts';
import { containedIds, elementId } from './identity-check.ts';
import { imagesInResource } from './narrative-targets.ts';
import * as objectChecks from './object-checks.ts';
import type { Check } from './pass.ts';
import * as profileChecks from './profile-checks.ts';
import { internalCanonical, reference, sameType } from './reference-check.ts';
import * as sliceChecks from './slice-checks.ts';
import * as sliceReadings from './slice-reading.ts';
import * as valueChecks from './value-checks.ts';
import * as values from './value-match.ts';

const runtime: Readonly<Record<string, unknown>> = {
  ...objectChecks,
  ...bindingChecks,
  ...extensionChecks,
  ...profileChecks,
  ...sliceChecks,
  ...sliceReadings,
  ...valueChecks,
  ...values,
  bundleReference,
  fullUrl,
  ...descriptions,
  reference,
  sameType,
  elementId,
  containedIds,
  uriIdentifier,
  imagesInResource,
  internalCanonical,
  attachment,
  hasExtension,
  hasKey,
  isText,
  valueAt,
};
const RUNTIME = `const {${Object.keys(runtime).join(',')}}=runtime;`;

/** Source of one type or profile while it is generated: functions, and the constants they close over. */
export class SourceUnit {
  private readonly constants: unknown[] = [];
  private readonly functions: string[] = [];
  private count = 0;

  /** Name under which generated code sees this value. */
  constant(value: unknown): string {
    this.constants.push(value);
    return `k${this.constants.length - 1}`;
  }

  /** A name no other function of this unit has. */
  name(prefix: string): string {
    this.count += 1;
    return `${prefix.replaceAll(/[^A-Za-z0-9]/g, '_')}_${this.count}`;
  }

  /** Adds a function. The text is made from definitions only through {@link constant} and {@link quote}. */
  add(source: string): void {
    this.functions.push(source);
  }

  get source(): string {
    const names = this.constants.map((_, index) => `k${index}=constants[${index}]`).join(',');
    return `'use strict';${RUNTIME}${names === '' ? '' : `const ${names};`}\n${this.functions.join('\n')}`;
  }

  /** Evaluates the unit and returns the function `entry`. */
  compile(entry: string): Check['run'] {
    // Definitions only enter the source as quoted strings, numbers and constants.
    const make = new Function('runtime', 'constants', `${this.source}\nreturn ${entry};`);
    return make(runtime, this.constants) as Check['run'];
  }
}
