import { Socket } from 'node:net';
import { ReadStream, WriteStream } from 'node:tty';

/** A stream like a terminal's that records what is written to it, without a terminal behind it. */
export function terminal(): { readonly stdout: WriteStream; readonly written: readonly string[] } {
  const written: string[] = [];
  const bare: unknown = Reflect.construct(Socket, [], WriteStream);
  if (!(bare instanceof WriteStream)) throw new Error('It is no terminal.');
  const write = (text: string | Uint8Array): boolean => {
    written.push(String(text));
    return true;
  };
  return { stdout: Object.assign(bare, { isTTY: true, columns: 80, rows: 24, write }), written };
}

/** A stream like a terminal's keyboard, and the modes that were set. */
export function keyboard(): { readonly stdin: ReadStream; readonly modes: readonly boolean[] } {
  const modes: boolean[] = [];
  const bare: unknown = Reflect.construct(Socket, [], ReadStream);
  if (!(bare instanceof ReadStream)) throw new Error('It is no keyboard.');
  const setRawMode = (raw: boolean): ReadStream => {
    modes.push(raw);
    return stdin;
  };
  const stdin: ReadStream = Object.assign(bare, { isTTY: true, setRawMode, ref: () => stdin, unref: () => stdin });
  return { stdin, modes };
}
