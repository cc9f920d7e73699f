import { isError } from '../../errors.ts';
import type { Notification } from '../../exchange/notify.ts';
import type { VisibleVersion } from '../../exchange/sight.ts';
import { responseText } from '../response-text.ts';
import { served } from '../served.ts';
import { notificationBundle } from './notification-bundle.ts';

/** A notification as it goes over the line, in the format that was asked for. */
export function notificationText(notification: Notification, id: string, at: string): string {
  const headers = { 'content-type': notification.terms.contentType };
  return responseText({ headers, body: notificationBundle(notification, id, at) });
}

/**
 * Whether a resource can be said in a format. One that cannot is told by its address: it must not keep back the others, nor the
 * events after it.
 */
export function isWritable(resource: VisibleVersion, contentType: string): boolean {
  try {
    return responseText({ headers: { 'content-type': contentType }, body: served(resource) }) !== '';
  } catch (error) {
    if (isError(error, 'not-acceptable')) return false;
    throw error;
  }
}
