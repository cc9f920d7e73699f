import { Command } from 'commander';
import { softwareVersion } from '../software-version.ts';
import { addAnswerNeed } from './answer-need.ts';
import { addAppointCoordinator } from './appoint-coordinator.ts';
import { addAudit } from './audit.ts';
import { addBackup } from './backup.ts';
import { addConfiguration } from './configuration.ts';
import { addConflicts } from './conflicts.ts';
import { addConsent } from './consent.ts';
import { addDisclosures } from './disclosures.ts';
import { addDuties } from './duties.ts';
import { addExport } from './export.ts';
import { addHold } from './hold.ts';
import { addImport } from './import.ts';
import { addKeys } from './keys.ts';
import { addLaw } from './law.ts';
import { addLinks } from './links.ts';
import { addMap } from './map.ts';
import { addMapping } from './mapping.ts';
import { addPartnerCheck } from './partner-check.ts';
import { addPlanDocument } from './plan-document.ts';
import { addPreview } from './preview.ts';
import { addProfiles } from './profiles.ts';
import { addReindex } from './reindex.ts';
import { addReportNeed } from './report-need.ts';
import { addResolve } from './resolve.ts';
import { addRestore } from './restore.ts';
import { addRetention } from './retention.ts';
import { addRetry } from './retry.ts';
import { addReview } from './review.ts';
import { addRuns } from './runs.ts';
import { addServe } from './serve.ts';
import type { Session } from './session.ts';
import { addStatus } from './status.ts';
import { addSubscriptions } from './subscriptions.ts';
import { addSync } from './sync.ts';
import { addTransfer } from './transfer.ts';
import { addUndo } from './undo.ts';
import { addValidate } from './validate.ts';
import { addVerify } from './verify.ts';

/** The `samplan` program with all its commands. Throws CommanderError on wrong arguments, after telling them. */
export function createProgram(session: Session): Command {
  const { terminal } = session;
  const program = new Command('samplan')
    .description('FHIR R4 interoperability adapter for Norwegian individual plans (individuell plan).')
    .version(softwareVersion())
    .exitOverride()
    // A command may have a --version of its own.
    .enablePositionalOptions()
    .showHelpAfterError('Say --help after the command for what it takes.')
    .configureOutput({ writeOut: (text) => terminal.write(text), writeErr: (text) => terminal.complain(text) })
    .addHelpText(
      'after',
      [
        '',
        'Example:',
        '  $ samplan validate --format json plan.json',
        '',
        'All commands but validate, map and mapping work on the installation of one configuration file (--config, SAMPLAN_CONFIG, or samplan.yaml).',
        '',
        'Exit codes: 0 done, 1 something is not valid or failed, 2 could not run, 3 a partner could not be reached.',
      ].join('\n'),
    );
  addServe(program, session);
  addSync(program, session);
  addRuns(program, session);
  addStatus(program, session);
  addSubscriptions(program, session);
  addLinks(program, session);
  addRetry(program, session);
  addConflicts(program, session);
  addResolve(program, session);
  addUndo(program, session);
  addDuties(program, session);
  addPlanDocument(program, session);
  addDisclosures(program, session);
  addReview(program, session);
  addAudit(program, session);
  addReportNeed(program, session);
  addAnswerNeed(program, session);
  addTransfer(program, session);
  addAppointCoordinator(program, session);
  addConsent(program, session);
  addValidate(program, session);
  addProfiles(program, session);
  addKeys(program, session);
  addExport(program, session);
  addImport(program, session);
  addBackup(program, session);
  addRestore(program, session);
  addVerify(program, session);
  addReindex(program, session);
  addRetention(program, session);
  addHold(program, session);
  addLaw(program, session);
  addPreview(program, session);
  addMap(program, session);
  addMapping(program, session);
  addPartnerCheck(program, session);
  addConfiguration(program, session);
  return program;
}
