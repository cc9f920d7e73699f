import { SamplanError } from '../../errors.ts';

/** An operation that is none, or lacks something. */
export function malformedOperation(where: string): SamplanError {
  return new SamplanError(
    'malformed',
    {
      nb: 'Innholdet må være en FHIRPath Patch: Parameters med operasjoner, hver med type, path og det typen krever.',
      nn: 'Innhaldet må vere ein FHIRPath Patch: Parameters med operasjonar, kvar med type, path og det typen krev.',
      en: 'The body must be a FHIRPath Patch: Parameters with operations, each with type, path and what the type needs.',
    },
    { where, expected: 'add, insert, delete, replace or move with a path to an element' },
  );
}

/** An operation that finds something else than it expects. Says where, never what. */
export function notApplicable(where: string, found?: string): SamplanError {
  return new SamplanError(
    'invalid',
    {
      nb: 'Operasjonen kan ikke utføres på versjonen som er her. Ingenting er endret. Les ressursen, og lag endringen på nytt.',
      nn: 'Operasjonen kan ikkje utførast på versjonen som er her. Ingenting er endra. Les ressursen, og lag endringa på nytt.',
      en: 'The operation cannot be carried out on the version that is here. Nothing was changed. Read the resource and make the patch anew.',
    },
    { where, expected: 'a path that is there, and a test that holds', ...(found === undefined ? {} : { found }) },
  );
}
