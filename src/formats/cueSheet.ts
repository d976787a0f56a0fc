/** The files that a disc description names, as written there. */
export interface DiscTracks {
  readonly files: readonly string[];
  /** The file that holds the first data track; null if there is none: an audio disc, or not a description at all. */
  readonly data: string | null;
}

const QUOTED = /^FILE\s+"([^"]*)"/i;
const BARE = /^FILE\s/i;
const TRACK = /^TRACK\s+\d+\s+(\S+)/i;
/** Track modes that hold audio; all others hold data. */
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
      // Unquoted names end before the last word, which is the file's type.
      const name = QUOTED.exec(line)?.[1] ?? line.split(/\s+/).slice(1, -1).join(' ');
      file = name === '' ? null : name;
      if (file !== null) files.add(file);
    }
    const mode = TRACK.exec(line)?.[1];
    if (mode !== undefined && !SOUND.test(mode)) data ??= file;
  }
  return { files: [...files], data };
}
