import type { Notification } from '../../exchange/notify.ts';
import { responseText } from '../response-text.ts';
import { notificationBundle } from './notification-bundle.ts';

/** A notification as it goes over the line, in the format that was asked for. */
export function notificationText(notification: Notification, id: string, at: string): string {
  return responseText({
    headers: { 'content-type': notification.terms.contentType },
    body: notificationBundle(notification, id, at),
  });
}
