import { isError } from '../../errors.ts';
import type { Notification } from '../../exchange/notify.ts';
import type { ToldEvent } from '../../exchange/tell-events.ts';
import { responseText } from '../response-text.ts';
import { served } from '../served.ts';
import { notificationBundle } from './notification-bundle.ts';

/**
 * A notification as it goes over the line, in the format that was asked for. A resource that cannot be written in it is told by its
 * address: it must not keep back the others, nor the events after it.
 */
export function notificationText(notification: Notification, id: string, at: string): string {
  const headers = { 'content-type': notification.terms.contentType };
  const written = (one: Notification): string => responseText({ headers, body: notificationBundle(one, id, at) });
  try {
    return written(notification);
  } catch (error) {
    if (!isError(error, 'not-acceptable')) throw error;
    const events = notification.events.map((event) => (isWritable(event, headers) ? event : withoutContent(event)));
    return written({ ...notification, events });
  }
}

function isWritable({ resource }: ToldEvent, headers: Readonly<Record<string, string>>): boolean {
  try {
    return !resource || responseText({ headers, body: served(resource) }) !== '';
  } catch {
    return false;
  }
}

function withoutContent({ resource: _resource, ...event }: ToldEvent): ToldEvent {
  return event;
}
