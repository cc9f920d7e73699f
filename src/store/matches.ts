import type { Resource } from '@medplum/fhirtypes';
import { milliseconds } from './instant.ts';
import { searchRows } from './search-rows.ts';
import type { SearchFilter, TokenValue } from './store.ts';

/**
 * Whether a resource would be found by these filters: for what is shown of one, when that is less than what is stored.
 *
 * @example
 * matches(goal, [{ kind: 'reference', name: 'patient', values: ['Patient/1'] }]); // true
 */
export function matches(resource: Resource, filters: readonly SearchFilter[]): boolean {
  const { tokens, references } = searchRows(resource);
  const holds = (filter: SearchFilter): boolean => {
    switch (filter.kind) {
      case 'id':
        return filter.values.includes(resource.id ?? '');
      case 'lastUpdated':
        return isWithin(Date.parse(resource.meta?.lastUpdated ?? ''), filter.from, filter.before);
      case 'reference':
        return references.some(({ name, target }) => name === filter.name && filter.values.includes(target));
      case 'token':
        return tokens.some(({ name, system, code }) => {
          const isValue = (value: TokenValue): boolean =>
            (value.system ?? system) === system && (value.code ?? code) === code;
          return name === filter.name && filter.values.some(isValue);
        });
    }
  };
  return filters.every(holds);
}

function isWithin(time: number, from: string | undefined, before: string | undefined): boolean {
  const at = (instant: string): number => milliseconds(instant, 'bad-parameter', '_lastUpdated');
  return (from === undefined || time >= at(from)) && (before === undefined || time < at(before));
}
