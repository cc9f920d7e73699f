import type { ValidateFunction } from 'ajv';

/** Checks a value against config.schema.json and fills in its defaults. */
export const validate: ValidateFunction;
/** Checks a value against host.schema.json and fills in its defaults. */
export const validateHost: ValidateFunction;
