/**
 * The hierarchy of expected errors. The class says what happens next, so no caller has to parse a message to decide:
 *
 * - {@link ItemError}: one game, patch or record fails; the run goes on; the exit code is 1.
 * - {@link RunError}: the run ends; everything done so far is kept and the next run resumes from there.
 *
 * Their messages are one plain sentence for the user (what, where, what to do) and are shown without a stack trace.
 * Anything that is not one of these is a bug and is shown with its stack trace.
 */
export abstract class RomflowError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/** One item fails and the others go on. Not retried unless a subclass says so. */
export class ItemError extends RomflowError {}

/** A catalog record that cannot be parsed. Reported, skipped, not retried. */
export class RecordError extends ItemError {
  constructor(
    message: string,
    /** The record's id; null when the id itself is what is wrong, or a whole page is. */
    readonly id: string | null = null,
  ) {
    super(message);
  }
}

/** A patch that is broken or not meant for this ROM. Recorded with the patch; the next candidate is tried. */
export class PatchError extends ItemError {}

/** A download that is not a usable ZIP, or an entry over a cap. The game fails for good. */
export class ZipError extends ItemError {}

/**
 * A blob that does not decode, or does not decode to what its row says. The game fails for good; `verify` reports it as
 * damage.
 */
export class BlobError extends ItemError {}

/**
 * A gamelist that cannot be read, parsed or written. It is left as it is, and so is the rest of its system's work; other
 * systems go on.
 */
export class GamelistError extends ItemError {}

/**
 * A ROM that cannot be read or identified (unreadable file, playlist without a disc, malformed request). The ROM fails;
 * when the media of its system cannot be read, all ROMs of that system fail.
 */
export class RomError extends ItemError {}

/** A ROM that the site does not know. Counted separately; looked up again after a week, or when it has changed. */
export class UnmatchedError extends ItemError {}

/** A picture, video or manual that is not what it should be. A warning: the ROM keeps everything else. */
export class MediaError extends ItemError {}

/** A medium that the site offers but does not have. Like a MediaError, but fetching it again is pointless. */
export class MediumNotFoundError extends MediaError {}

/** A truncated picture. Like a MediaError, but it may arrive whole another time: no single attempt is the last word. */
export class TruncatedError extends MediaError {}

/** Any failed request. Not retried as such; the subclasses say which failures are. */
export class HttpError extends ItemError {
  constructor(
    message: string,
    /** The status of the response; null when there was none. */
    readonly status: number | null = null,
  ) {
    super(message);
  }
}

/** Refused for good (403, 404, another host, over the cap …). The game fails for good. */
export class PermanentHttpError extends HttpError {}

/** A transient failure (no connection, timeout, 5xx, a truncated body). Retried with backoff; every attempt counts. */
export class TransientHttpError extends HttpError {}

/** The server asks the client to wait (429, 503 with Retry-After). Waited out and retried; not counted as an attempt. */
export class RateLimitedError extends HttpError {
  constructor(
    message: string,
    status: number,
    /** How long the server asks the client to wait, in milliseconds; null when it does not say. */
    readonly retryAfterMs: number | null,
  ) {
    super(message, status);
  }
}

/** Ends the run, which can be resumed once the cause is fixed. Exit code 1 unless a subclass says otherwise. */
export class RunError extends RomflowError {
  readonly exitCode: 0 | 1 | 2 | 3 | 129 | 130 = 1;
}

/** Invalid command-line arguments. Exit code 2; nothing was touched. */
export class UsageError extends RunError {
  override readonly exitCode = 2;
}

/** An unusable configuration; lists every mistake at once, each with its key. Exit code 2; nothing was touched. */
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

/** ScreenScraper rejects the credentials, or they are missing. Exit code 2; no further request is made. */
export class CredentialsError extends RunError {
  override readonly exitCode = 2;
}

/** The day's quota is used up, or the service is closed. Exit code 3; what was done is kept, run again later. */
export class QuotaError extends RunError {
  override readonly exitCode = 3;
}

/** ScreenScraper cannot be reached: not even the account could be read. No further request is made; run again later. */
export class UnreachableError extends RunError {}

/** ScreenScraper has barred this software. The run ends; only a newer version or other developer credentials help. */
export class SoftwareBarredError extends RunError {}

/** A database or folder that cannot be opened, read or written (full disk, permissions, damage). */
export class ArchiveError extends RunError {}

/** A file that is not a database, or a damaged database. Nothing was changed. */
export class DamageError extends ArchiveError {}

/** Another process is working on the archive. Exit code 2; nothing was touched. */
export class ArchiveLockedError extends RunError {
  override readonly exitCode = 2;
}

/** Stopped by the user (Ctrl-C, SIGTERM). Exit code 130; the next run resumes. */
export class InterruptedError extends RunError {
  override readonly exitCode: 129 | 130 = 130;
}

/** The terminal is gone (its window was closed, its connection lost). Exit code 129; otherwise the same. */
export class HangUpError extends InterruptedError {
  override readonly exitCode = 129;
}

/** Nobody reads the output any more (`| head`). The run ends quietly; this is not a failure: exit code 0. */
export class OutputClosedError extends RunError {
  override readonly exitCode = 0;
}
