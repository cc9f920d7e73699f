import type { JsonObject } from '../../../record/json.ts';

const IN_ERROR = 'entered-in-error';

/**
 * A resource as one that was never meant (R4: entered-in-error; a person is not active). What cannot be deleted says at
 * least that.
 *
 * @example
 * retired({ resourceType: 'Goal', lifecycleStatus: 'proposed' }) // { resourceType: 'Goal', lifecycleStatus: 'entered-in-error' }
 */
export function retired(resource: JsonObject): JsonObject {
  switch (resource['resourceType']) {
    case 'Patient':
    case 'RelatedPerson':
      return { ...resource, active: false };
    case 'Goal':
      return { ...resource, lifecycleStatus: IN_ERROR };
    case 'Condition': {
      // R4 con-5: without a clinical status then.
      const { clinicalStatus: _status, ...rest } = resource;
      const system = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
      return { ...rest, verificationStatus: { coding: [{ system, code: IN_ERROR }] } };
    }
    default:
      return { ...resource, status: IN_ERROR };
  }
}
