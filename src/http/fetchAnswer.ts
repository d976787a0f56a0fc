import { Observable } from 'rxjs';
import type { GetOptions, HttpAnswer, HttpClient } from './httpClient.js';

/**
 * One request as a stream: nothing is sent before subscription, the one answer completes it, unsubscribing cuts the
 * connection. Fails as {@link HttpClient.get} does.
 */
export function fetchAnswer(url: URL, options: Omit<GetOptions, 'signal'>, client: HttpClient): Observable<HttpAnswer> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    client.get(url, { ...options, signal: controller.signal }).then(
      (answer) => {
        subscriber.next(answer);
        subscriber.complete();
      },
      (error: unknown) => {
        subscriber.error(error);
      },
    );
    return () => {
      controller.abort();
    };
  });
}
