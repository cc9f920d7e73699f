import type { Connector, Statement } from '../connector/connector.ts';
import { isError } from '../errors.ts';
import type { Context, Partner } from '../exchange/context.ts';
import type { Capabilities, Features, Software } from '../store/partner-memory.ts';

/** How long a partner's own statement is believed. */
const ASK_AGAIN_MS = 24 * 3_600_000;

/**
 * What is known of a partner's system. Asks for its CapabilityStatement once a day. What was probed holds for the
 * software it was tried on: of another name or version nobody knows it any more. What passes met holds for that day, since
 * it may have been a passing fault: the better way is tried again.
 *
 * @throws SamplanError `partner-unreachable`
 */
export async function knownCapabilities({ store, now }: Context, { name, connector }: Partner): Promise<Capabilities> {
  const known = (await store.capabilities(name)) ?? { partner: name, stated: {}, probed: {}, learned: {} };
  const at = now();
  if (known.askedAt !== undefined && Date.parse(at) - Date.parse(known.askedAt) < ASK_AGAIN_MS) return known;
  const statement = await statementOf(connector);
  const isSame = statement === undefined || isSameSoftware(known.software, statement.software);
  const { software = known.software, stated = known.stated } = statement ?? {};
  const capabilities: Capabilities = {
    partner: name,
    ...(software ? { software } : {}),
    stated,
    probed: isSame ? known.probed : {},
    learned: {},
    askedAt: at,
  };
  await store.saveCapabilities(capabilities);
  return capabilities;
}

/** Remembers what a pass met. */
export async function learn({ store }: Context, known: Capabilities, met: Features): Promise<Capabilities> {
  const capabilities = { ...known, learned: { ...known.learned, ...met } };
  await store.saveCapabilities(capabilities);
  return capabilities;
}

/**
 * Keeps what trying a partner's system showed (`samplan partner check`): until its software is another, it counts before
 * what the partner says of itself. What passes met before the check is forgotten: the check looked closer.
 *
 * @example
 * await rememberProbe(context, 'Fjordvik kommune', { features: { lastUpdated: true }, software: { name: 'HAPI', version: '8.8.0' } });
 */
export async function rememberProbe(
  { store }: Context,
  partner: string,
  { features, software }: { readonly features: Features; readonly software?: Software },
): Promise<void> {
  const known = (await store.capabilities(partner)) ?? { partner, stated: {}, probed: {}, learned: {} };
  await store.saveCapabilities({ ...known, ...(software ? { software } : {}), probed: features, learned: {} });
}

/** A partner need not say anything of itself. */
async function statementOf(connector: Connector): Promise<Statement | undefined> {
  try {
    return await connector.statement();
  } catch (error) {
    if (isError(error, 'partner-refused', 'partner-malformed')) return undefined;
    throw error;
  }
}

/** Whoever was not known by a name before is not another. */
function isSameSoftware(before: Software | undefined, now: Software | undefined): boolean {
  return before === undefined || (before.name === now?.name && before.version === now.version);
}
