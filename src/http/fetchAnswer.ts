import { type MonoTypeOperatorFunction, Observable, identity, mergeMap, of, takeLast } from 'rxjs';
import type { GetOptions, HttpAnswer, HttpClient, Redirect } from './httpClient.js';

/** The operator that makes requests to the host of a URL wait for their turn. */
export type TurnOf = (url: URL) => MonoTypeOperatorFunction<HttpAnswer | Redirect>;

/**
 * One request as a cold observable: it emits the response and completes; unsubscribing closes the connection. A redirect to
 * another host of the site is followed when its turn comes at that host. Fails as {@link HttpClient.get} does.
 *
 * ```
 * get a                    --r|             (r leads to another host)
 * get b                           --x|
 * fetchAnswer(a)           --~~~~~--x|      ~ the wait for b's turn
 * ```
 *
 * @param options - called whenever a host's turn has come
 */
export function fetchAnswer(
  url: URL,
  options: () => Omit<GetOptions, 'signal'>,
  client: HttpClient,
  turnOf: TurnOf = () => identity,
): Observable<HttpAnswer> {
  return request(url, options, client).pipe(
    turnOf(url),
    // This host's turn ends before the next host's begins.
    takeLast(1),
    mergeMap((answer) =>
      'movedTo' in answer
        ? fetchAnswer(answer.movedTo, () => ({ site: url, ...options(), trail: answer.trail }), client, turnOf)
        : of(answer),
    ),
  );
}

/** A request to one host. */
function request(
  url: URL,
  options: () => Omit<GetOptions, 'signal'>,
  client: HttpClient,
): Observable<HttpAnswer | Redirect> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    client.get(url, { ...options(), signal: controller.signal }).then(
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
