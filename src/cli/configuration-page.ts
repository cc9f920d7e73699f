import schema from '../config.schema.json' with { type: 'json' };
import hostSchema from '../host.schema.json' with { type: 'json' };

interface Setting {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Setting>>;
  readonly items?: Setting;
}

const EXAMPLE = `controller:
  name: Samplan Fjordvik
  organization: "310000019"
  sector: municipal
store:
  file: ./samplan.sqlite
http:
  port: 8080
partners:
  - name: Fjordvik kommune
    organization: "310000027"
    sector: municipal
    agreement: Samarbeidsavtale 2026-01
    schedule: "*/5 * * * * *"
    connector:
      kind: fhir-rest
      url: http://127.0.0.1:9001/fhir
  - name: Helse Fjordvik HF
    organization: "310000035"
    sector: specialist
    agreement: Samarbeidsavtale 2026-01
    mode: shadow
    schedule: "0 2 * * *"
    connector:
      kind: fhir-rest
      url: http://127.0.0.1:9002/fhir
      overlapSeconds: 120
`;

/** A configuration that works, as the page shows it. */
export const EXAMPLE_CONFIGURATION = EXAMPLE;

/** The page docs/configuration.md, made of config.schema.json and host.schema.json. */
export function configurationPage(): string {
  return `<!-- Made by "samplan configuration --markdown" from src/config.schema.json and src/host.schema.json. Change it there. -->
# Configuration

One YAML file holds every setting and every partner. \`samplan configuration\` checks it and starts nothing. Samplan does not
start on a file with a fault: it lists every fault at once, each as \`file:line:column\` with what is wrong and what to do.
An unknown setting is a fault too, with the nearest known one.

\`\`\`yaml
${EXAMPLE}\`\`\`

The organization numbers are invented.

## Settings

| setting | type | default | meaning |
|---|---|---|---|
${rows(schema as Setting, '').join('\n')}

\`[]\` stands for each entry of a list.

## A host of several tenants

One process can serve several controllers, each with a file like the one above ([tenants.md](tenants.md)). The file of the host has \`http\`, \`management\` and \`stop\` as they stand above, for the whole process, and:

| setting | type | default | meaning |
|---|---|---|---|
${rows({ required: hostSchema.required, properties: { tenants: hostSchema.properties.tenants } }, '').join('\n')}

## Environment variables

| variable | default | meaning |
|---|---|---|
| \`SAMPLAN_CONFIG\` | \`samplan.yaml\` | Configuration file when \`--config\` is not given. |
| \`PORT\` | | Goes before \`http.port\`, at a host before its own. |
| \`PGPASSWORD\` | | The password for \`store.url\`, where there is no \`store.passwordFile\`. |
| \`SAMPLAN_AUDIT_KEY\` | | The private key itself (PEM) that signs the access log's anchors. Goes before \`audit.keyFile\`. Refused at a host: it would be the key of every tenant. |
| \`LOG_LEVEL\` | \`info\` in \`serve\`, else \`warn\` | \`trace\`, \`debug\`, \`info\`, \`warn\`, \`error\` or \`silent\`. The log is one JSON object a line on standard error. |
| \`DEBUG\` | | \`samplan\` adds the stack to errors of the command line. It may quote what was worked on: not for a shared log. |

There is no other way to set anything. Secrets (the key of the access log, of TLS) stand in files of their own, which the
configuration names, or in the environment. An address with a password in it is refused.

## In a container

With \`access.mode\` \`loopback\` Samplan listens on 127.0.0.1 only. Inside a container that is the container's own loopback:
publishing the port (\`docker run -p\`) does not reach it. The schedules, which call the partners from inside, and the health
check work. To reach the endpoint from the same machine, let the container share its network: \`docker run --network host\`.
With \`access.mode\` \`oauth\`, \`http.host\` can be \`0.0.0.0\`.

## Exit codes

| code | meaning |
|---|---|
| 0 | Done. \`validate\`: all valid. \`sync\`: every pass completed, or was skipped because another process is at it. |
| 1 | \`audit verify\`: something is wrong with the access log. \`validate\`: a file is not valid. \`sync\`: a pass failed, or a reconciliation was stopped because too much is missing. |
| 2 | Could not run: wrong arguments, a broken configuration or package, a path that is not there. |
| 3 | \`sync\`: a partner could not be reached. It is tried again by the next pass; nothing is lost. |

\`partner check\` says with the same codes whether the system can be used: [partner-check.md](partner-check.md#what-it-answers).
`;
}

function rows(group: Setting, prefix: string): readonly string[] {
  return Object.entries(group.properties ?? {}).flatMap(([key, setting]) => {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    const required = group.required?.includes(key) ?? false;
    const inside = setting.properties ? rows(setting, name) : setting.items ? rows(setting.items, `${name}[]`) : [];
    return [row(name, setting, required), ...inside];
  });
}

function row(name: string, setting: Setting, required: boolean): string {
  const isBare = setting.properties !== undefined || setting.default === undefined;
  const fallback = required ? 'required' : isBare ? '' : `\`${JSON.stringify(setting.default)}\``;
  return `| \`${name}\` | ${typeOf(setting)} | ${fallback} | ${(setting.description ?? '').replaceAll('|', '\\|')}${exampleOf(setting)} |`;
}

function typeOf(setting: Setting): string {
  if (setting.enum) return setting.enum.map((value) => `\`${value}\``).join(', ');
  if (setting.type === 'integer') return `whole number, ${setting.minimum} to ${setting.maximum}`;
  if (setting.type === 'number') return `number, ${setting.minimum} to ${setting.maximum}`;
  if (setting.type === 'array') return setting.items?.properties ? 'list of groups' : 'list of texts';
  if (setting.type === 'boolean') return '`true`, `false`';
  return setting.type === 'object' ? 'group' : 'text';
}

function exampleOf({ examples, items, enum: values }: Setting): string {
  const example = (examples ?? items?.examples)?.[0];
  return example === undefined || values !== undefined ? '' : ` Example: \`${JSON.stringify(example)}\`.`;
}
