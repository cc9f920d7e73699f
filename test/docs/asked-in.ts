import { parser } from '@prometheus-io/lezer-promql';

/** A selector in PromQL: what is asked for, and by which labels. */
export interface Asked {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** What an expression asks for; throws where it is no PromQL. */
export function askedIn(expression: string): readonly Asked[] {
  // Grafana puts its variables in before Prometheus sees them.
  const text = expression.replaceAll(/\$\w+/g, (name) => (name === '$sync' ? name : 'x'));
  const asked: { metric: string; labels: string[] }[] = [];
  const grouped: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      const word = text.slice(from, to);
      if (type.isError) throw new Error(`no PromQL at ${from}: ${text}`);
      if (type.name === 'VectorSelector') asked.push({ metric: /^\w+/.exec(word)?.[0] ?? '', labels: [] });
      if (type.name === 'LabelName')
        (/^\s*(=|!)/.test(text.slice(to)) ? (asked.at(-1)?.labels ?? grouped) : grouped).push(word);
    },
  });
  return asked.map(({ metric, labels }) => ({ metric, labels: [...labels, ...grouped] }));
}

/** Labels that Prometheus itself gives, and what each of ours has at a host (docs/tenants.md). */
export const GIVEN = ['job', 'instance', 'le', 'tenant'];
