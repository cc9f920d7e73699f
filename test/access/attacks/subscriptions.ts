import type { Subscription } from '@medplum/fhirtypes';
import { type Otherwise, subscription } from '../../subscription/subscribers.ts';
import { CLAIMS, type Guarded } from '../guarded.ts';
import { asks, JSON_BODY, posted } from './asking.ts';
import type { Attack } from './attack.ts';

const made = (otherwise: Otherwise = {}): Subscription => subscription('record-changed', otherwise);
const subscribes = (otherwise: Otherwise = {}) => posted('/fhir/Subscription', JSON.stringify(made(otherwise)));

/** A subscription that the municipality made, asked for by the trust. */
function another(name: string, method: string, more = '', body?: (id: string) => object): Attack {
  return {
    name: `another's subscription by ${name}`,
    status: 404,
    why: 'not-found',
    send: async (guarded) => {
      const id = await madeByFjordvik(guarded);
      const content = body?.(id);
      const type = method === 'PATCH' ? 'application/json-patch+json' : JSON_BODY[1];
      return guarded.ask({
        method,
        path: `/fhir/Subscription/${id}${more}`,
        ...(content ? { headers: [['content-type', type]], body: JSON.stringify(content) } : {}),
      });
    },
  };
}

async function madeByFjordvik(guarded: Guarded): Promise<string> {
  const { text } = await guarded.ask(subscribes(), { claims: CLAIMS.fjordvik });
  return (JSON.parse(text) as Subscription).id ?? '';
}

/** To be told what is not one's own to know, or to make Samplan call where nobody should. */
export const SUBSCRIPTION_ATTACKS: readonly Attack[] = [
  ...(['system/Subscription.cruds', 'system/*.rs', 'system/Subscription.c system/Goal.rs'] as const).map((scope) =>
    asks(`a subscription with no more than ${scope}`, 403, 'insufficient-scope', () => subscribes(), { scope }),
  ),
  asks('a subscription of who is let in for one patient', 403, 'insufficient-scope', () => subscribes(), {
    ...CLAIMS.doctor,
    scope: 'patient/*.cruds',
    patient: 'somebody',
  }),
  asks('a subscription of a person, which would outlive her', 403, 'insufficient-scope', () => subscribes(), {
    ...CLAIMS.doctor,
    scope: 'user/*.cruds',
  }),
  ...[
    'https://169.254.169.254/latest/meta-data',
    'https://127.0.0.1/fhir',
    'https://[::ffff:10.0.0.1]/hook',
    'http://ehr.example.no/hook',
    'https://ehr.example.no:22/',
    'https://ehr.example.no@evil.example.org/hook',
    'https://evil.example.org/?https://ehr.example.no',
    'file:///etc/passwd',
  ].map((endpoint) => asks(`a subscription that calls ${endpoint}`, 422, 'invalid', () => subscribes({ endpoint }))),
  ...[
    'Host: evil.example.org',
    'Cookie: a=b',
    'Authorization: a\r\nHost: evil.example.org',
    'X-Forwarded-For: 10.0.0.1',
  ].map((line) =>
    asks(`a subscription with the header ${JSON.stringify(line)}`, 422, 'invalid', () =>
      subscribes({ header: [line] }),
    ),
  ),
  asks('a subscription by number', 422, 'invalid', () => subscribes({ persons: 'Patient?_id=05895500275' })),
  asks('a subscription by a query of its own', 422, 'invalid', () =>
    posted('/fhir/Subscription', JSON.stringify({ ...made(), criteria: 'Goal?patient.name=Nesbakk' })),
  ),
  asks('subscriptions by a number', 400, 'identity-in-url', () => ({ path: '/fhir/Subscription?url=05895500275' })),
  another('reading', 'GET'),
  another('asking how it stands', 'GET', '/$status'),
  another('asking for its events', 'GET', '/$events'),
  another('deleting', 'DELETE'),
  another('writing', 'PUT', '', (id) => ({ ...made(), id })),
  another('patching', 'PATCH', '', () => [{ op: 'replace', path: '/status', value: 'off' }]),
  asks(
    'events with a right to subscriptions only',
    403,
    'insufficient-scope',
    () => ({
      path: '/fhir/Subscription/somebody/$events?content=full-resource',
    }),
    { scope: 'system/Subscription.cruds' },
  ),
];
