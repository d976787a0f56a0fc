/** The files that a disc's description names, as they are written there. */
export interface DiscTracks {
  readonly files: readonly string[];
  /** The one that holds the first data track; null when there is none: an audio disc, or no description at all. */
  readonly data: string | null;
}

const QUOTED = /^FILE\s+"([^"]*)"/i;
const BARE = /^FILE\s/i;
const TRACK = /^TRACK\s+\d+\s+(\S+)/i;
/** Modes of tracks that hold sound; all others hold data. */
const SOUND = /^(?:AUDIO|CDG)$/i;

/**
 * The tracks of a cue sheet: `FILE "Game (Track 1).bin" BINARY`, then its `TRACK 01 MODE1/2352` …
 *
 * @see https://www.gnu.org/software/ccd2cue/manual/html_node/CUE-sheet-format.html
 */
export function cueTracks(text: string): DiscTracks {
  const files = new Set<string>();
  let file: string | null = null;
  let data: string | null = null;
  for (const line of text.split(/\r\n|\r|\n/).map((one) => one.trim())) {
    if (BARE.test(line)) {
      // Names without quotes end before the last word, which is the file's type.
      const name = QUOTED.exec(line)?.[1] ?? line.split(/\s+/).slice(1, -1).join(' ');
      file = name === '' ? null : name;
      if (file !== null) files.add(file);
    }
    const mode = TRACK.exec(line)?.[1];
    if (mode !== undefined && !SOUND.test(mode)) data ??= file;
  }
  return { files: [...files], data };
}
