import type { Resource } from '@medplum/fhirtypes';

interface Written {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Resource;
  readonly isPretty?: boolean | undefined;
}

/** The body of an answer as it goes over the line. */
export function responseText({ body, isPretty }: Written): string {
  return JSON.stringify(body, undefined, isPretty ? 2 : undefined);
}
