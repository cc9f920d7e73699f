import { randomUUID } from 'node:crypto';
import { profilePackages } from '../config/profile-packages.ts';
import { type LoadOptions, loadConfiguration } from '../config.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { hasProfile } from './require-profiles.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

/** A session on the real installation. Rooms are loaded when a command needs them: `validate` opens no store. */
export class ProcessSession implements Session {
  readonly terminal: Terminal;
  exitCode: ExitCode = EXIT.ok;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  readonly configuration: Session['configuration'] = async (file) => loadConfiguration(file, await this.loading());

  readonly host: Session['host'] = async (file) => {
    const { isHostFile, loadHost } = await import('../host-config.ts');
    return (await isHostFile(file)) ? loadHost(file, await this.loading()) : undefined;
  };

  readonly openHost: Session['openHost'] = async (host, log) => {
    const { composeHost } = await import('../compose/host.ts');
    return composeHost(host, { log });
  };

  readonly open: Session['open'] = async (configuration, log) => {
    const { compose } = await import('../compose.ts');
    return compose(configuration, { log });
  };

  readonly decide: Session['decide'] = async ({ context }, task, decision) => {
    const { resolveConflict } = await import('../exchange/resolve-conflict.ts');
    await resolveConflict(context, context.controller, task, decision);
  };

  readonly duties: Session['duties'] = async ({ context }, filter) => {
    const { listDuties } = await import('../exchange/list-duties.ts');
    return (await listDuties(context, context.controller, filter)).duties;
  };

  readonly transfer: Session['transfer'] = async ({ context }, person, to) => {
    const { transferResponsibility } = await import('../exchange/transfer-responsibility.ts');
    return (await transferResponsibility(context, context.controller, person, to)).findings;
  };

  readonly reportNeed: Session['reportNeed'] = async ({ context }, person, to) => {
    const { reportNeed } = await import('../exchange/report-need.ts');
    return reportNeed(context, context.controller, { person }, to);
  };

  readonly appoint: Session['appoint'] = async ({ context }, person, given) => {
    const { appointCoordinator } = await import('../exchange/appoint-coordinator.ts');
    return (await appointCoordinator(context, context.controller, person, given)).findings;
  };

  readonly answerNeed: Session['answerNeed'] = async ({ context }, task, given) => {
    const { answerNeed } = await import('../exchange/answer-need.ts');
    return answerNeed(context, context.controller, task, given);
  };

  readonly undo: Session['undo'] = async ({ context }, what) => {
    const { undo } = await import('../exchange/undo.ts');
    return (await undo(context, context.controller, what)).version;
  };

  readonly retry: Session['retry'] = async ({ context }, person, partner) => {
    const { retryLink } = await import('../exchange/retry-link.ts');
    await retryLink(context, context.controller, person, partner);
  };

  readonly undoRecord: Session['undoRecord'] = async ({ context }, person, seq) => {
    const { undoRecord } = await import('../exchange/undo.ts');
    return (await undoRecord(context, context.controller, person, seq)).length;
  };

  readonly recordStates: Session['recordStates'] = async ({ context }, person) => {
    const { recordStates } = await import('../exchange/undo.ts');
    return recordStates(context, person);
  };

  readonly disclosures: Session['disclosures'] = async ({ context }, person) => {
    const { listDisclosures } = await import('../exchange/list-disclosures.ts');
    const { auditRead } = await import('../exchange/trace-access.ts');
    const found = await listDisclosures(context, person);
    const shown = { interaction: 'operation', operation: 'disclosures', resources: [found.patient] } as const;
    await auditRead(context, context.controller, shown);
    return found;
  };

  readonly planDocument: Session['planDocument'] = async ({ context }, plan, options) => {
    const { documentSeen } = await import('../fhir/plan-document.ts');
    const { sightOf } = await import('../exchange/sight-of.ts');
    const { auditRead } = await import('../exchange/trace-access.ts');
    const { writePlanDocument } = await import('../exchange/write-plan-document.ts');
    const { controller } = context;
    const { bundle, shown } = await documentSeen(sightOf(context, controller), plan, (seen) =>
      writePlanDocument(context, seen, plan, options),
    );
    await auditRead(context, controller, { interaction: 'operation', operation: 'plan-document', resources: shown });
    return bundle;
  };

  readonly reviewEmergency: Session['reviewEmergency'] = async ({ context }, event, verdict) => {
    const { reviewEmergency } = await import('../exchange/review-emergency.ts');
    return (await reviewEmergency(context, context.controller, event, verdict)).resource.id ?? '';
  };

  readonly recordConsent: Session['recordConsent'] = async ({ context }, person, given) => {
    const { recordConsent } = await import('../exchange/record-consent.ts');
    const { stored } = await recordConsent(context, context.controller, person, given);
    return stored.resource.id ?? '';
  };

  readonly withdrawConsent: Session['withdrawConsent'] = async ({ context }, consent) => {
    const { withdrawConsent } = await import('../exchange/withdraw-consent.ts');
    await withdrawConsent(context, context.controller, consent);
  };

  readonly openValidator: Session['openValidator'] = async (packages) => {
    const { createValidator } = await import('../validation/validation.ts');
    return createValidator({ packages: profilePackages(packages) });
  };

  readonly probe: Session['probe'] = async (url, patient) => {
    const { probePartner } = await import('../connector/fhir-rest/probe/probe-partner.ts');
    const interrupt = new AbortController();
    void this.terminal.interrupted().then(() => interrupt.abort());
    const now = (): string => new Date().toISOString();
    return probePartner({ url, patient, fetch, now, newId: randomUUID, signal: interrupt.signal });
  };

  readonly rememberProbe: Session['rememberProbe'] = async ({ context }, partner, report) => {
    const { rememberProbe } = await import('../sync/capabilities.ts');
    await rememberProbe(context, partner, report);
  };

  private async loading(): Promise<LoadOptions> {
    const { isCron } = await import('../sync/schedule.ts');
    return {
      isCron,
      openProfiles: async (folders) => {
        const validator = await this.openValidator(folders);
        return (canonical) => hasProfile(validator, canonical);
      },
      environment: this.terminal.environment,
    };
  }

  readonly end = (code: ExitCode): void => {
    this.exitCode = code;
  };
}
