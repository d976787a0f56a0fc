import type { DiscTracks } from './cueSheet.js';

/** `<track> <first sector> <4: data, 0: audio> <bytes per sector> <file> <offset>`. */
const TRACK = /^\d+\s+\d+\s+(\d+)\s+\d+\s+(.+)$/s;
const QUOTED = /^"([^"]+)"/;
const DATA = '4';

/**
 * The tracks of a Dreamcast disc description. Its first line, the number of tracks, is ignored.
 *
 * @see https://multimedia.cx/eggs/understanding-the-dreamcast-gd-rom-layout/
 */
export function gdiTracks(text: string): DiscTracks {
  const tracks = text.split(/\r\n|\r|\n/).flatMap((line) => {
    const [, kind, rest = ''] = TRACK.exec(line.trim()) ?? [];
    const file = QUOTED.exec(rest)?.[1] ?? rest.split(/\s+/).slice(0, -1).join(' ');
    return file === '' ? [] : [{ file, data: kind === DATA }];
  });
  return {
    files: [...new Set(tracks.map(({ file }) => file))],
    data: tracks.find(({ data }) => data)?.file ?? null,
  };
}
