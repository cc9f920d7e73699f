import type { Access } from '../access/create-access.ts';
import type { Party } from '../consent/party.ts';
import type { FhirApi, OnFault } from '../fhir/api.ts';
import type { Gate } from '../fhir/gate.ts';
import type { BaseOf } from '../http/fhir-mount.ts';
import type { TrustedProxy } from '../http/sender.ts';
import type { Action, Page, Paper } from './page.ts';
import type { Sessions } from './sessions.ts';
import type { SignIn } from './sign-in.ts';
import type { Streams } from './streams.ts';

/** What the console is made of. */
export interface ConsoleOptions {
  readonly api: Pick<FhirApi, 'handleAs'>;
  readonly gate: Pick<Gate, 'auditRead' | 'auditRefusal'>;
  readonly access: Access;
  /** Absent: nobody signs in, and whoever reaches this machine acts for the controller. */
  readonly signIn?: SignIn;
  readonly sessions: Sessions;
  /** Told to who may see how the installation stands. */
  readonly streams: Streams;
  readonly controller: Party;
  /** In the order of the menu; the first that somebody may open is her front page. */
  readonly pages: readonly Page[];
  readonly papers: readonly Paper[];
  readonly actions: readonly Action[];
  /** Where browsers find us, without `/console`: `https://samplan.example.no`, or `https://samplan.example.no/fjordvik`. */
  readonly baseOf: BaseOf;
  readonly proxy: TrustedProxy;
  /** ISO 8601. */
  readonly now: () => string;
  readonly newId: () => string;
  readonly onFault: OnFault;
}
