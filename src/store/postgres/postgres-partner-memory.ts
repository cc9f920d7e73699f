import type {
  Arrival,
  Capabilities,
  HeldVersion,
  Page,
  PartnerDocument,
  PartnerFinding,
  PartnerMemory,
  PeerKey,
  RunSummary,
} from '../partner-memory.ts';
import { storeFault } from '../store-fault.ts';
import {
  countArrivedPatients,
  readArrival,
  readArrivalsAbout,
  readArrivedEntries,
  readArrivedPatients,
} from './arrivals.ts';
import { readCapabilities, saveCapabilities } from './capabilities.ts';
import { readEnrolmentsDue } from './enrolment-dates.ts';
import type { GroupCommit } from './group-commit.ts';
import { countHeld, readHeldOfType, readHeldVersions } from './held-versions.ts';
import { readLinkedPersons } from './links.ts';
import { readDocument, readDocumentsAfter, readDocumentsWith, saveDocuments } from './partner-documents.ts';
import { readPartnerFindings } from './partner-findings.ts';
import { forgetRuns, readRuns, saveRun } from './runs.ts';
import { forgetSeen } from './seen.ts';
import type { Statements } from './statements.ts';

/** What is remembered of partners, in one PostgreSQL schema; PostgresSubscriptionMemory adds subscriptions. */
export class PostgresPartnerMemory implements PartnerMemory {
  protected readonly statements: Statements;
  protected readonly group: GroupCommit;

  constructor(statements: Statements, group: GroupCommit) {
    this.statements = statements;
    this.group = group;
  }

  async arrival(partner: string, type: string, peerId: string): Promise<Arrival | undefined> {
    return this.answer((statements) => readArrival(statements, partner, type, peerId));
  }

  async arrivalsAbout(partner: string, patient: string): Promise<readonly Arrival[]> {
    return this.answer((statements) => readArrivalsAbout(statements, partner, patient));
  }

  async arrivedPatients(partner: string, page: Page<string>, types?: readonly string[]): Promise<readonly string[]> {
    return this.answer((statements) => readArrivedPatients(statements, partner, page, types));
  }

  async arrivedPatientCount(partner: string): Promise<number> {
    return this.answer((statements) => countArrivedPatients(statements, partner));
  }

  async arrivedEntries(partner: string, page: Page<PeerKey>): Promise<readonly Arrival[]> {
    return this.answer((statements) => readArrivedEntries(statements, partner, page));
  }

  async heldVersions(partner: string, keys: readonly PeerKey[]): Promise<readonly (HeldVersion | undefined)[]> {
    return this.answer((statements) => readHeldVersions(statements, partner, keys));
  }

  async heldOfType(partner: string, type: string, page: Page<string>): Promise<readonly HeldVersion[]> {
    return this.answer((statements) => readHeldOfType(statements, partner, type, page));
  }

  async heldCount(partner: string): Promise<number> {
    return this.answer((statements) => countHeld(statements, partner));
  }

  async linkedPersons(partner: string, page: Page<string>): Promise<readonly string[]> {
    return this.answer((statements) => readLinkedPersons(statements, partner, page));
  }

  async enrolmentsDue(partner: string, now: string): Promise<readonly string[]> {
    return this.answer((statements) => readEnrolmentsDue(statements, partner, now));
  }

  async forgetSeen(partner: string, before: string): Promise<void> {
    return this.group.run((statements) => forgetSeen(statements, partner, before));
  }

  async partnerDocument(partner: string, about: string): Promise<PartnerDocument | undefined> {
    return this.answer((statements) => readDocument(statements, partner, about));
  }

  async partnerDocumentsWith(partner: string, key: string): Promise<readonly PartnerDocument[]> {
    return this.answer((statements) => readDocumentsWith(statements, partner, key));
  }

  async partnerDocumentsAfter(partner: string, seq: number, count: number): Promise<readonly PartnerDocument[]> {
    return this.answer((statements) => readDocumentsAfter(statements, partner, seq, count));
  }

  async savePartnerDocuments(...[documents]: Parameters<PartnerMemory['savePartnerDocuments']>): Promise<void> {
    return this.group.run((statements) => saveDocuments(statements, documents));
  }

  async capabilities(partner: string): Promise<Capabilities | undefined> {
    return this.answer((statements) => readCapabilities(statements, partner));
  }

  async saveCapabilities(capabilities: Capabilities): Promise<void> {
    return this.group.run((statements) => saveCapabilities(statements, capabilities));
  }

  async partnerFindings(): Promise<readonly PartnerFinding[]> {
    return this.answer(readPartnerFindings);
  }

  async saveRun(run: RunSummary, replacing?: string): Promise<void> {
    return this.group.run((statements) => saveRun(statements, run, replacing));
  }

  async runs(which: Parameters<PartnerMemory['runs']>[0]): Promise<readonly RunSummary[]> {
    return this.answer((statements) => readRuns(statements, which));
  }

  async forgetRuns(before: string): Promise<void> {
    return this.group.run((statements) => forgetRuns(statements, before));
  }

  protected async answer<T>(read: (statements: Statements) => Promise<T>): Promise<T> {
    try {
      return await read(this.statements);
    } catch (error) {
      throw storeFault(error);
    }
  }
}
