/** A metric that is ours; those of Node (`nodejs_…`, `process_…`) are prom-client's. */
export interface MetricDefinition {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds in seconds, of a histogram. */
  readonly buckets?: readonly number[];
}

/**
 * Every metric. Names, types and labels are what alerts and dashboards rest on: they are changed by a new name only. A label is a
 * partner's name in the configuration or one of a fixed set of words, never an id, a name or a number of a person. Where one process
 * serves several tenants, each has the label `tenant` before its own.
 */
export const METRICS = {
  links: {
    name: 'samplan_links',
    type: 'gauge',
    help: 'Links (person and partner) by standing.',
    labels: ['partner', 'standing'],
  },
  oldestOwed: {
    name: 'samplan_oldest_owed_age_seconds',
    type: 'gauge',
    help: 'For how long the longest of the links in a standing is owed something; 0 where nothing is owed.',
    labels: ['partner', 'standing'],
  },
  setAside: {
    name: 'samplan_set_aside',
    type: 'gauge',
    help: 'Persons with something set aside that is to be mended at the partner.',
    labels: ['partner'],
  },
  conflicts: {
    name: 'samplan_conflicts_open',
    type: 'gauge',
    help: 'Conflicts that wait for a person to decide: conflict, proposal, candidate.',
    labels: ['kind'],
  },
  duties: {
    name: 'samplan_duties',
    type: 'gauge',
    help: 'What the law or a plan makes somebody owe, by rule and whether its day has passed; as last counted.',
    labels: ['rule', 'state'],
  },
  dutiesCounted: {
    name: 'samplan_duties_counted_timestamp_seconds',
    type: 'gauge',
    help: 'When duties were last counted (Unix time).',
    labels: [],
  },
  subscriptions: {
    name: 'samplan_subscriptions',
    type: 'gauge',
    help: 'Subscriptions by status; error: the endpoint takes no notifications now.',
    labels: ['status'],
  },
  eventsOwed: {
    name: 'samplan_subscription_events_owed',
    type: 'gauge',
    help: 'Events that endpoints have not taken yet, by status of their subscription.',
    labels: ['status'],
  },
  storeUp: {
    name: 'samplan_store_up',
    type: 'gauge',
    help: '1 when the store answered this scrape, else 0; then what is read from it is left out.',
    labels: [],
  },
  connections: {
    name: 'samplan_store_connections',
    type: 'gauge',
    help: 'Connections to PostgreSQL of this process (used, idle), and callers that wait for one (waiting).',
    labels: ['state'],
  },
  commit: {
    name: 'samplan_store_commit_duration_seconds',
    type: 'histogram',
    help: 'Commits until they are on the disk: done, refused (stale, duplicate), failed (the store).',
    labels: ['outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  },
  pass: {
    name: 'samplan_pass_duration_seconds',
    type: 'histogram',
    help: 'Passes of this process over a partner, by kind and outcome.',
    labels: ['partner', 'kind', 'outcome'],
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600],
  },
  passCompleted: {
    name: 'samplan_pass_completed_timestamp_seconds',
    type: 'gauge',
    help: 'When a pass of this process over a partner last completed (Unix time); absent until one has.',
    labels: ['partner', 'kind'],
  },
  findings: {
    name: 'samplan_findings_total',
    type: 'counter',
    help: 'Findings on what a partner sent and this process could not take in, each time it is set aside.',
    labels: ['partner', 'rule', 'severity'],
  },
  request: {
    name: 'samplan_http_request_duration_seconds',
    type: 'histogram',
    help: 'Requests that were answered, by pattern of the address, method and class of status.',
    labels: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;
