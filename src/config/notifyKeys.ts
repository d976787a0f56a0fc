import { z } from 'zod';
import { isSecure } from './baseUrl.js';
import { trueOrFalse, unlessEmpty } from './keyTypes.js';

const EXAMPLE = 'must be the address of a webhook, beginning with https:// (http:// is accepted for this machine only)';

/** The URL of a webhook: https (http on loopback only). It is a secret, which no message repeats. */
export const webhookAddress = unlessEmpty(
  z.unknown().transform((value, context): string => {
    const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
    if (url === null || !isSecure(url)) return refuse(EXAMPLE);
    return url.username === '' && url.password === '' ? url.href : refuse('must not contain a user name or password');

    function refuse(message: string): never {
      context.issues.push({ code: 'custom', input: null, message });
      return z.NEVER;
    }
  }),
);

/** Who is notified of the end of a run; the same keys in both files. */
export const notifySection = z.strictObject({ webhook: webhookAddress, onlyFailures: trueOrFalse });

/** Who is notified of the end of a run, resolved. */
export const notifySettings = z
  .object({
    /** A secret: never to be shown. Null: nobody is notified. */
    webhook: z.string().nullable(),
    /** Notify only of runs in which something failed, or that ended early. */
    onlyFailures: z.boolean(),
  })
  .readonly();

export type NotifySettings = z.infer<typeof notifySettings>;

/** The environment's webhook takes precedence over the file's. */
export function whoIsTold(
  fromEnvironment: string | undefined,
  file: { readonly webhook?: string | undefined; readonly onlyFailures?: boolean | undefined } = {},
): NotifySettings {
  return { webhook: fromEnvironment ?? file.webhook ?? null, onlyFailures: file.onlyFailures ?? false };
}
