import { COMPLAINT, type ComplaintSettings } from '../law/complaint.ts';
import type { Context } from './context.ts';

/** To whom one complains about what one of these organizations decides, as its koordinerende enhet is configured. */
export function complaintTo(
  { coordinatingUnits = [] }: Pick<Context, 'coordinatingUnits'>,
  organizations: readonly string[],
): ComplaintSettings {
  return coordinatingUnits.find(({ organization }) => organizations.includes(organization))?.complaint ?? COMPLAINT;
}
