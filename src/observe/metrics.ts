import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { DutyCount } from '../exchange/count-duties.ts';
import type { Signals } from '../store/signals.ts';
import { STANDINGS } from '../store/standing.ts';
import { METRICS, type MetricDefinition } from './metric-table.ts';
import type { Watch } from './watch.ts';
import { within } from './within.ts';

/** Standings in which a partner lacks something. */
const OWED = ['owed', 'delivering', 'blocked', 'unreachable'] as const;
/** Milliseconds that a scrape waits for the store: less than Prometheus waits for the scrape. */
const STORE_LIMIT = 5_000;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** An installation that is told of. */
export interface Told {
  /** Its name at a host, on all that is said of it; absent: the process has one installation. */
  readonly tenant?: string;
  /** Names of the partners in the configuration. */
  readonly partners: readonly string[];
  readonly signals: () => Promise<Signals>;
}

interface MetricsOptions {
  readonly installations: readonly Told[];
  /** Our clock, ISO 8601. */
  readonly now: () => string;
  /** Without what Node says of itself. */
  readonly isBare?: boolean;
}

/** Counts what happens, and tells it in the text format of Prometheus. */
export interface Metrics {
  /** Told of what happens in an installation. */
  watchOf(tenant?: string): Watch;
  dutiesCounted(counts: readonly DutyCount[], tenant?: string): void;
  /** Everything, with what each store says now; without that where it does not answer in time. */
  text(): Promise<string>;
  readonly contentType: string;
}

/**
 * Opens the metrics of the process (src/observe/metric-table.ts).
 *
 * @example
 * const metrics = openMetrics({ installations: [{ partners: ['Fjordvik kommune'], signals: () => store.signals() }], now });
 * metrics.watchOf().passEnded(summary);
 * response.type(metrics.contentType).send(await metrics.text());
 */
export function openMetrics({ installations, now, isBare = false }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const isHost = installations.some(({ tenant }) => tenant !== undefined);
  const named = ({ name, help, labels }: MetricDefinition) => ({
    ...{ name, help },
    labelNames: isHost ? ['tenant', ...labels] : [...labels],
  });
  const gauge = (metric: MetricDefinition): Gauge => new Gauge({ ...named(metric), registers });
  const histogram = ({ buckets = [], ...metric }: MetricDefinition): Histogram =>
    new Histogram({ ...named(metric), buckets: [...buckets], registers });

  const links = gauge(METRICS.links);
  const oldestOwed = gauge(METRICS.oldestOwed);
  const setAside = gauge(METRICS.setAside);
  const conflicts = gauge(METRICS.conflicts);
  const duties = gauge(METRICS.duties);
  const dutiesAt = gauge(METRICS.dutiesCounted);
  const subscriptions = gauge(METRICS.subscriptions);
  const eventsOwed = gauge(METRICS.eventsOwed);
  const storeUp = gauge(METRICS.storeUp);
  const connections = gauge(METRICS.connections);
  const commit = histogram(METRICS.commit);
  const pass = histogram(METRICS.pass);
  const passCompleted = gauge(METRICS.passCompleted);
  const findings = new Counter({ ...named(METRICS.findings), registers });
  const request = histogram(METRICS.request);
  // A gauge without labels says 0 by itself, before anybody knows.
  if (!isHost) dutiesAt.remove();
  if (!isBare) collectDefaultMetrics({ register: registry });

  const fromStore = [links, oldestOwed, setAside, conflicts, subscriptions, eventsOwed, connections];
  const seconds = (): number => Date.parse(now()) / 1000;

  function show({ partners, tenant }: Told, told: Signals): void {
    const of = labelOf(tenant);
    for (const partner of partners) {
      for (const standing of STANDINGS) links.set({ ...of, partner, standing }, 0);
      for (const standing of OWED) oldestOwed.set({ ...of, partner, standing }, 0);
      setAside.set({ ...of, partner }, 0);
    }
    for (const kind of ['conflict', 'proposal', 'candidate']) conflicts.set({ ...of, kind }, 0);
    for (const { partner, standing, count, since } of told.links) {
      links.set({ ...of, partner, standing }, count);
      if (since === undefined || !OWED.some((owed) => owed === standing)) continue;
      oldestOwed.set({ ...of, partner, standing }, Math.max(0, seconds() - Date.parse(since) / 1000));
    }
    for (const { partner, count } of told.setAside) setAside.set({ ...of, partner }, count);
    for (const { kind, count } of told.conflicts) conflicts.set({ ...of, kind }, count);
    for (const { status, count, owed } of told.subscriptions) {
      subscriptions.set({ ...of, status }, count);
      eventsOwed.set({ ...of, status }, owed);
    }
    for (const [state, count] of Object.entries(told.connections ?? {})) connections.set({ ...of, state }, count);
  }

  async function scrape(): Promise<string> {
    const asked = installations.map((one) => within(STORE_LIMIT, one.signals()).catch(() => undefined));
    const told = await Promise.all(asked);
    // What was known before is not told again: a number that stands still looks like one that is well.
    for (const each of fromStore) each.reset();
    for (const [index, one] of installations.entries()) {
      const signals = told[index];
      storeUp.set(labelOf(one.tenant), signals === undefined ? 0 : 1);
      if (signals) show(one, signals);
    }
    return registry.metrics();
  }

  /** What was last counted of each, so that what is no more is not told on. */
  const counted = new Map<string | undefined, readonly Readonly<Record<string, string>>[]>();
  let scraping: Promise<string> | undefined;
  return {
    watchOf(tenant) {
      const of = labelOf(tenant);
      return {
        passEnded({ partner, kind, outcome, durationMs }) {
          pass.observe({ ...of, partner, kind, outcome }, durationMs / 1000);
          if (outcome === 'completed') passCompleted.set({ ...of, partner, kind }, seconds());
        },
        answered({ method, route, status, seconds: took }) {
          const known = METHODS.includes(method) ? method : 'other';
          request.observe({ ...of, method: known, route, status: `${Math.floor(status / 100)}xx` }, took);
        },
        committed: (outcome, took) => commit.observe({ ...of, outcome }, took),
        found(told) {
          for (const { rule, severity } of 'findings' in told ? told.findings : [told.finding]) {
            findings.inc({ ...of, partner: told.partner, rule: isCode(rule) ? rule : 'other', severity });
          }
        },
      };
    },
    dutiesCounted(counts, tenant) {
      const of = labelOf(tenant);
      for (const labels of counted.get(tenant) ?? []) duties.remove(labels);
      counted.set(
        tenant,
        counts.map(({ rule, state }) => ({ ...of, rule, state })),
      );
      for (const { rule, state, count } of counts) duties.set({ ...of, rule, state }, count);
      dutiesAt.set(of, seconds());
    },
    text() {
      // Who asks meanwhile gets the same answer.
      scraping ??= scrape().finally(() => {
        scraping = undefined;
      });
      return scraping;
    },
    contentType: registry.contentType,
  };
}

function labelOf(tenant: string | undefined): { readonly tenant?: string } {
  return tenant === undefined ? {} : { tenant };
}

/** A rule comes from a profile package too, and what is no code may be anything. */
function isCode(rule: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(rule) && !/\d{6}/.test(rule);
}
