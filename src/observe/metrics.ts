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

interface MetricsOptions {
  /** Names of the partners in the configuration. */
  readonly partners: readonly string[];
  readonly signals: () => Promise<Signals>;
  /** Our clock, ISO 8601. */
  readonly now: () => string;
  /** Without what Node says of itself. */
  readonly isBare?: boolean;
}

/** Counts what happens, and tells it in the text format of Prometheus. */
export interface Metrics {
  readonly watch: Watch;
  dutiesCounted(counts: readonly DutyCount[]): void;
  /** Everything, with what the store says now; without that where it does not answer in time. */
  text(): Promise<string>;
  readonly contentType: string;
}

/**
 * Opens the metrics of the process (src/observe/metric-table.ts).
 *
 * @example
 * const metrics = openMetrics({ partners: ['Fjordvik kommune'], signals: () => store.signals(), now });
 * metrics.watch.passEnded(summary);
 * response.type(metrics.contentType).send(await metrics.text());
 */
export function openMetrics({ partners, signals, now, isBare = false }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
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
  dutiesAt.remove();
  if (!isBare) collectDefaultMetrics({ register: registry });

  const fromStore = [links, oldestOwed, setAside, conflicts, subscriptions, eventsOwed, connections];
  const seconds = (): number => Date.parse(now()) / 1000;

  function show(told: Signals): void {
    for (const partner of partners) {
      for (const standing of STANDINGS) links.set({ partner, standing }, 0);
      for (const standing of OWED) oldestOwed.set({ partner, standing }, 0);
      setAside.set({ partner }, 0);
    }
    for (const kind of ['conflict', 'proposal', 'candidate']) conflicts.set({ kind }, 0);
    for (const { partner, standing, count, since } of told.links) {
      links.set({ partner, standing }, count);
      if (since === undefined || !OWED.some((owed) => owed === standing)) continue;
      oldestOwed.set({ partner, standing }, Math.max(0, seconds() - Date.parse(since) / 1000));
    }
    for (const { partner, count } of told.setAside) setAside.set({ partner }, count);
    for (const { kind, count } of told.conflicts) conflicts.set({ kind }, count);
    for (const { status, count, owed } of told.subscriptions) {
      subscriptions.set({ status }, count);
      eventsOwed.set({ status }, owed);
    }
    for (const [state, count] of Object.entries(told.connections ?? {})) connections.set({ state }, count);
  }

  async function scrape(): Promise<string> {
    const told = await within(STORE_LIMIT, signals()).catch(() => undefined);
    // What was known before is not told again: a number that stands still looks like one that is well.
    for (const each of fromStore) each.reset();
    storeUp.set(told === undefined ? 0 : 1);
    if (told) show(told);
    return registry.metrics();
  }

  let scraping: Promise<string> | undefined;
  return {
    watch: {
      passEnded({ partner, kind, outcome, durationMs }) {
        pass.observe({ partner, kind, outcome }, durationMs / 1000);
        if (outcome === 'completed') passCompleted.set({ partner, kind }, seconds());
      },
      answered({ method, route, status, seconds: took }) {
        const known = METHODS.includes(method) ? method : 'other';
        request.observe({ method: known, route, status: `${Math.floor(status / 100)}xx` }, took);
      },
      committed: (outcome, took) => commit.observe({ outcome }, took),
      found(of) {
        for (const { rule, severity } of 'findings' in of ? of.findings : [of.finding]) {
          findings.inc({ partner: of.partner, rule: isCode(rule) ? rule : 'other', severity });
        }
      },
    },
    dutiesCounted(counts) {
      duties.reset();
      for (const { rule, state, count } of counts) duties.set({ rule, state }, count);
      dutiesAt.set(seconds());
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

function named({ name, help, labels }: MetricDefinition): { name: string; help: string; labelNames: string[] } {
  return { name, help, labelNames: [...labels] };
}

/** A rule comes from a profile package too, and what is no code may be anything. */
function isCode(rule: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(rule) && !/\d{6}/.test(rule);
}
