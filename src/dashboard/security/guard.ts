import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';

/** What a request is checked against. */
export interface Guarded {
  /** The values that the `Host` header may have; known once the server is listening. */
  readonly hosts: () => ReadonlySet<string>;
  /** Null: nothing may be changed. */
  readonly token: string | null;
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Rejects requests from another site, and requests that address this server by an unknown name. */
export function guardSource({ hosts }: Guarded): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host')?.toLowerCase() ?? '';
    // In absolute form, the request's own URL counts too, whatever the header says, and with any user name in it.
    const [, , authority = ''] = context.req.url.toLowerCase().split('/');
    if (![host, authority].every((name) => hosts().has(name)))
      throw new HTTPException(403, { message: 'This server is not known by that name.' });
    const origin = context.req.header('origin')?.toLowerCase() ?? `http://${host}`;
    const site = context.req.header('sec-fetch-site') ?? 'none';
    const isForeign = site === 'cross-site' || site === 'same-site';
    if (origin !== `http://${host}` || (isForeign && context.req.path.startsWith('/api/'))) {
      throw new HTTPException(403, {
        message: 'The request comes from another site; only the dashboard itself may make it.',
      });
    }
    await next();
  };
}

/** Lets a request that would change something pass only if control is allowed, and only with the token and as JSON. */
export function guardControl({ token }: Guarded): MiddlewareHandler {
  return async (context, next) => {
    if (!READS.has(context.req.method)) {
      if (token === null) {
        throw new HTTPException(403, {
          message: 'This server is read-only; start it with --allow-control to change that.',
        });
      }
      if (!hasToken(context.req.header('authorization'), token)) {
        context.header('WWW-Authenticate', 'Bearer');
        throw new HTTPException(401, {
          message: 'The token is missing or wrong; open the address that the server printed when it started.',
        });
      }
      if (!/^application\/json(?:\s*;.*)?$/i.test(context.req.header('content-type') ?? '')) {
        throw new HTTPException(415, { message: 'The content type must be application/json.' });
      }
    }
    await next();
  };
}

/** Whether the header has this token; compares in constant time. */
export function hasToken(authorization: string | undefined, token: string): boolean {
  const [, given = ''] = /^Bearer ([\w-]{1,256})$/i.exec(authorization ?? '') ?? [];
  return timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
