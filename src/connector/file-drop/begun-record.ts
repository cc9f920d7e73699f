import type { Resource } from '@medplum/fhirtypes';
import { isError } from '../../errors.ts';
import { constantAt } from '../../mapping/constant.ts';
import type { Draft } from '../../mapping/fhir-access.ts';
import { rootOf } from '../../mapping/fhir-element.ts';
import { parseFhirPath } from '../../mapping/fhir-path.ts';
import type { MappingDocument } from '../../mapping/mapping-document.ts';
import type { Json } from '../../record/json.ts';
import { withoutHidden } from '../../record/view.ts';
import type { DropFormat } from './drop-format.ts';

/**
 * A form whose record has its name from the plan: what is written before the plan is, the person herself first, comes back as it will
 * once the plan is there. Until one is, the record goes by the name of the person. Where keys hold in one record only nothing is begun.
 *
 * @example
 * withRecordBegun(createMappedFormat(mapping), mapping.document).echo(patient, [], undefined);
 */
export function withRecordBegun(format: DropFormat, document: MappingDocument): DropFormat {
  /** Undefined where there is a plan already, or nobody whom it is about. */
  function begun(resources: readonly Resource[]): Resource | undefined {
    const person = resources.find(({ resourceType }) => resourceType === 'Patient')?.id;
    const hasPlan = resources.some(({ resourceType }) => resourceType === 'CarePlan');
    return hasPlan || person === undefined ? undefined : begunPlan(document, person);
  }
  return {
    ...format,
    echo(resource, beside, before) {
      const echo = format.echo(resource, beside, before);
      const plan = echo ? undefined : begun([resource, ...beside]);
      if (!plan) return echo;
      const again = format.echo(resource, [...beside, plan], before);
      return again && withoutHidden(again, ({ reference }) => reference === `CarePlan/${plan.id}`);
    },
    leavesOut(resource, beside, before) {
      const all = [...beside, resource];
      const plan = begun(all);
      try {
        format.write(plan ? [...all, plan] : all, before);
        return true;
      } catch (error) {
        if (isError(error, 'partner-refused')) return false;
        throw error;
      }
    },
  };
}

/** As little of a plan as names the record: none where the form's plan is named otherwise. */
function begunPlan({ parts, names = {}, keys }: MappingDocument, id: string): Resource | undefined {
  const root = rootOf('CarePlan');
  const part = Object.values(parts).find((one) => one.resource === 'CarePlan' && !one.list && !one.key);
  if (!part || !root || keys === 'record') return undefined;
  const draft: Draft = { resourceType: 'CarePlan', id, status: 'active', intent: 'plan' };
  for (const [text, value] of Object.entries(part.is ?? {})) {
    const path = parseFhirPath(text, root, names);
    if ('steps' in path) constantAt(path, value as Json).write(draft);
  }
  return draft as unknown as Resource;
}
