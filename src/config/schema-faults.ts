import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Finding } from '../validation/finding.ts';
import { fault } from './fault.ts';
import { nearestName } from './nearest-name.ts';
import { validate, validateHost } from './schema-check.js';
import { nameOf, type SettingPath } from './setting-path.ts';
import type { SettingsDocument } from './settings-document.ts';

/** What `expected` says for a pattern; a regular expression tells an operator little. */
const PATTERNS: Readonly<Record<string, string>> = {
  organization: 'nine digits in quotes',
  schedule: 'a cron expression of five or six fields',
  reconcile: 'a cron expression of five or six fields',
  headers: 'the name of a header in lower case, and none that Samplan sets itself',
  addresses: 'a network address',
  quietHours: 'two times of the day, for example "22:00-06:00"',
  name: 'small letters, digits and hyphens, from a letter to a letter or digit, 40 at most',
  url: 'an http or https address, for example http://127.0.0.1:4318/v1/traces',
};

/** Everything in which the document differs from config.schema.json. Fills in the defaults in the document's value. */
export function schemaFaults(document: SettingsDocument): readonly Finding[] {
  return faultsBy(validate, document);
}

/** Everything in which the document differs from host.schema.json. Fills in the defaults in the document's value. */
export function hostSchemaFaults(document: SettingsDocument): readonly Finding[] {
  return faultsBy(validateHost, document);
}

function faultsBy(validate: ValidateFunction, document: SettingsDocument): readonly Finding[] {
  validate(document.value);
  // What is wrong with a name is told by the rule for names, and what a condition asks for by what it asks for.
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'propertyNames' && keyword !== 'if');
  return errors.map((error) => faultOf(error, document));
}

function faultOf(error: ErrorObject, document: SettingsDocument): Finding {
  const path = pathOf(error.instancePath, document.value);
  const name = nameOf(path) || 'the file';
  const place = document.placeOf(path);
  const params: Readonly<Record<string, unknown>> = error.params;
  const wrong = (expected: string): Finding =>
    fault('wrong-value', place, name, { expected, found: describe(error.data) });

  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const known = Object.keys(error.parentSchema?.['properties'] ?? {});
      const nearest = nearestName(key, known);
      return fault('unknown-setting', document.placeOfKey(path, key), nameOf([...path, key]), {
        expected: nearest === undefined ? `one of ${known.join(', ')}` : nearest,
      });
    }
    case 'required': {
      const key = String(params['missingProperty']);
      return fault('missing-setting', place, nameOf([...path, key]), {
        expected: expectationOf(error.parentSchema?.['properties']?.[key]),
      });
    }
    case 'false schema':
      return fault('unknown-setting', place, name, { expected: path.at(-1) === 'url' ? 'directory' : 'url' });
    case 'type':
      return fault('wrong-type', place, name, { expected: typeName(params['type']), found: describe(error.data) });
    case 'enum':
      return wrong(listed(params['allowedValues']));
    case 'pattern':
      return wrong(PATTERNS[String(path.at(-1))] ?? `something like ${String(params['pattern'])}`);
    case 'minimum':
      return wrong(`at least ${String(params['limit'])}`);
    case 'maximum':
      return wrong(`at most ${String(params['limit'])}`);
    case 'minItems':
      return wrong('at least one entry');
    case 'minLength':
      return wrong('some text');
    case 'maxLength':
      return wrong(`at most ${String(params['limit'])} characters`);
    case 'uniqueItems':
      return fault('wrong-value', document.placeOf([...path, Number(params['i'])]), name, {
        expected: 'each entry once',
        found: `entries ${Number(params['j']) + 1} and ${Number(params['i']) + 1} alike`,
      });
    default:
      return wrong(error.message ?? 'something else');
  }
}

/** Steps of a JSON pointer; a step into a list is a number. */
function pathOf(pointer: string, root: unknown): SettingPath {
  let value = root;
  return pointer
    .split('/')
    .slice(1)
    .map((step) => {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
      const isList = Array.isArray(value);
      value = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
      return isList ? Number(key) : key;
    });
}

function expectationOf(setting: unknown): string {
  const { type, enum: values, examples } = (setting ?? {}) as Readonly<Record<string, unknown>>;
  if (values !== undefined) return listed(values);
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  return example === undefined ? typeName(type) : `${typeName(type)}, for example ${JSON.stringify(example)}`;
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.join(' | ') : String(values);
}

function typeName(type: unknown): string {
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    integer: 'a whole number',
    number: 'a number',
    object: 'a group of settings',
    array: 'a list',
    boolean: 'true or false',
  };
  return names[String(type)] ?? String(type);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of settings';
  // It may be the number of a person.
  if (/^\d{10,11}$/.test(String(value))) return 'digits';
  if (typeof value === 'string') return value.length > 60 ? `a text of ${value.length} characters` : `"${value}"`;
  return typeof value === 'number' ? `the number ${value}` : String(value);
}
