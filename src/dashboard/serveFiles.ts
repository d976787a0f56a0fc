import type { MiddlewareHandler } from 'hono';
import type { WebFile } from './webFiles.js';

/** Serves the pages by their exact paths. Names in `assets/` change with the content, so those files may be cached for good. */
export function serveFiles(files: ReadonlyMap<string, WebFile>): MiddlewareHandler {
  return async (context, next) => {
    const { path } = context.req;
    const file = files.get(path);
    if (file === undefined) {
      await next();
      return;
    }
    context.header('ETag', file.etag);
    context.header('Cache-Control', path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (context.req.header('if-none-match') === file.etag) return context.body(null, 304);
    context.header('Content-Type', file.type);
    return context.body(file.body);
  };
}
