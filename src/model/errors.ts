/**
 * The tree of expected errors. A class says what happens next, so no caller has to read a message to decide:
 *
 * - {@link ItemError}: one game, patch or record fails; the run goes on; the exit code is 1.
 * - {@link RunError}: the run ends; everything done so far stays done and the next run goes on from there.
 *
 * Their messages are one plain sentence for the user (what, where, what to do) and are shown without a stack.
 * Anything that is not one of these is a bug and is shown with its stack.
 */
export abstract class RomflowError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/** One item fails, the others go on. Not retried unless a subclass says so. */
export class ItemError extends RomflowError {}

/** A catalog record that cannot be understood. Reported, skipped, not retried. */
export class RecordError extends ItemError {
  constructor(
    message: string,
    /** The record's id; null when that is what is wrong, or when a whole page is. */
    readonly id: string | null = null,
  ) {
    super(message);
  }
}

/** A patch that is broken or not meant for this ROM. Recorded with the patch; the next candidate is tried. */
export class PatchError extends ItemError {}

/** A download that is not a usable ZIP, or an entry over a cap. The game fails for good. */
export class ZipError extends ItemError {}

/** A blob that does not decode, or not to what its row says. The game fails for good; `verify` names it as damage. */
export class BlobError extends ItemError {}

/** A gamelist that cannot be read, parsed or written. It is left as it is, and so is what is not done yet; other systems go on. */
export class GamelistError extends ItemError {}

/**
 * A ROM that cannot be read or identified (unreadable file, playlist without a disc, malformed request). The ROM fails; where
 * the media of its system cannot be read, all of that system do.
 */
export class RomError extends ItemError {}

/** A ROM that the site does not know. Counted apart; asked for again after a week, or when it has changed. */
export class UnmatchedError extends ItemError {}

/** A picture, video or manual that is not what it should be. A warning: the ROM keeps what else there is. */
export class MediaError extends ItemError {}

/** A medium that the site offers and does not have. As a MediaError, but fetching it once more is pointless. */
export class NoSuchMediumError extends MediaError {}

/** A picture whose end is missing. As a MediaError, but another time it may come whole: no single try is the last word. */
export class CutShortError extends MediaError {}

/** Any failure of a request. Not retried as such: the subclasses say which are. */
export class HttpError extends ItemError {
  constructor(
    message: string,
    /** The status of the answer; null when there was none. */
    readonly status: number | null = null,
  ) {
    super(message);
  }
}

/** Refused for good (403, 404, another host, over the cap …). The game fails for good. */
export class PermanentHttpError extends HttpError {}

/** Passing trouble (no connection, time-out, 5xx, a short body). Retried with backoff; every try is counted. */
export class TransientHttpError extends HttpError {}

/** The server asks for patience (429, 503 with Retry-After). Waited out and retried; not counted as a try. */
export class RateLimitedError extends HttpError {
  constructor(
    message: string,
    status: number,
    /** How long the server asks to wait, in milliseconds; null when it does not say. */
    readonly retryAfterMs: number | null,
  ) {
    super(message, status);
  }
}

/** Ends the run; resumable after the mend. Exit code 1 unless a subclass says otherwise. */
export class RunError extends RomflowError {
  readonly exitCode: 0 | 1 | 2 | 3 | 129 | 130 = 1;
}

/** Wrong words on the command line. Exit code 2; nothing was touched. */
export class UsageError extends RunError {
  override readonly exitCode = 2;
}

/** A configuration that cannot be used; every mistake at once, each with its key. Exit code 2; nothing was touched. */
export class ConfigError extends RunError {
  override readonly exitCode = 2;

  constructor(
    /** Each as `key: what is wrong`. */
    readonly problems: readonly string[],
  ) {
    super(problems.join('\n'));
  }
}

/** A base ROM that is missing or is not the expected one. Exit code 2; nothing was fetched. */
export class BaseRomError extends RunError {
  override readonly exitCode = 2;
}

/** ScreenScraper refuses the credentials, or they are missing. Exit code 2; nothing more is asked. */
export class CredentialsError extends RunError {
  override readonly exitCode = 2;
}

/** The day's quota is used up, or the service is closed. Exit code 3; what was done stays, run again later. */
export class QuotaError extends RunError {
  override readonly exitCode = 3;
}

/** There is no use in asking ScreenScraper, for not even the account can be had. Nothing more is asked; run again later. */
export class UnreachableError extends RunError {}

/** ScreenScraper has barred this software. The run ends; only a newer version or other developer credentials help. */
export class SoftwareBarredError extends RunError {}

/** A database or folder that cannot be opened, read or written (full disk, permissions, damage). */
export class ArchiveError extends RunError {}

/** A database that is none, or not whole. Nothing was changed. */
export class DamageError extends ArchiveError {}

/** Another process works on the archive. Exit code 2; nothing was touched. */
export class ArchiveHeldError extends RunError {
  override readonly exitCode = 2;
}

/** Stopped by the user (Ctrl-C, SIGTERM). Exit code 130; the next run goes on. */
export class InterruptedError extends RunError {
  override readonly exitCode: 129 | 130 = 130;
}

/** The terminal is gone (its window was closed, its connection lost). Exit code 129; otherwise the same. */
export class HungUpError extends InterruptedError {
  override readonly exitCode = 129;
}

/** Nobody reads the output any more (`| head`). The run ends quietly, and that is no failure: exit code 0. */
export class OutputClosedError extends RunError {
  override readonly exitCode = 0;
}
