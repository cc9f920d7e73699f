import type { Resource } from '@medplum/fhirtypes';
import type { NavOffice } from './nav-office.ts';
import type { PartnerProcess } from './partner-process.ts';
import type { Message, Passes } from './passes.ts';
import { type Exchange, recordedPages, searchedType } from './peer/journal.ts';

/** More passes than the story has pages of one type. */
const MOST_PASSES = 40;

/**
 * Delivers every message of the story once more: each write to its partner as it was recorded, each file of the NAV office, then
 * each page that a partner ever answered with, served again to passes.
 */
export async function replay(
  passes: Passes,
  partners: readonly PartnerProcess[],
  nav: NavOffice,
  tell: (line: string) => void,
): Promise<void> {
  // Those that passes make from here on are no part of the story.
  const messages: Message[] = [];
  for (const message of passes.messages) if (!(await isOfDeleted(message))) messages.push(message);
  const statuses = new Map<number, number>();
  for (const message of messages) {
    const status = await resend(message);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  tell(`  ${messages.length} writes sent again: ${[...statuses].map(([code, n]) => `${n} × ${code}`).join(', ')}`);
  tell(`  ${await nav.exportAgain()} files of the NAV office dropped again`);
  await passes.settle();

  const journals = await Promise.all(partners.map((partner) => partner.controls.journal()));
  await Promise.all(partners.map((partner) => partner.controls.replayPages(true)));
  try {
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      await passes.run();
      const left = await Promise.all(partners.map((partner, index) => pagesLeft(partner, journals[index] ?? [])));
      if (left.every((count) => count === 0)) {
        tell(`  every recorded page served again in ${pass + 1} passes`);
        break;
      }
    }
  } finally {
    await Promise.all(partners.map((partner) => partner.controls.replayPages(false)));
  }
  await passes.settle();
}

/** A creation of what its system has deleted since: late, it would make another one, as at any FHIR server. */
async function isOfDeleted({ partner, exchange: { method, answer } }: Message): Promise<boolean> {
  if (method !== 'POST' || answer?.status !== 201) return false;
  const { resourceType, id } = answer.body as Resource;
  return !(await partner.controls.all()).some((one) => one.resourceType === resourceType && one.id === id);
}

async function resend({ partner, exchange }: Message): Promise<number> {
  const { method, path, headers, body } = exchange;
  const response = await fetch(new URL(path, partner.url), {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  await response.arrayBuffer();
  return response.status;
}

async function pagesLeft(partner: PartnerProcess, recorded: readonly Exchange[]): Promise<number> {
  const served = new Map<string, number>();
  for (const { method, path, replayed } of await partner.controls.journal()) {
    const type = replayed ? searchedType(method, path) : undefined;
    if (type !== undefined) {
      served.set(type, (served.get(type) ?? 0) + 1);
    }
  }
  return [...recordedPages(recorded)].reduce(
    (left, [type, pages]) => left + Math.max(0, pages.length - (served.get(type) ?? 0)),
    0,
  );
}
