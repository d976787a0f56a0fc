import { type Gamelist, parseGamelist } from './parseGamelist.js';
import { escapeText, writableText } from './xmlText.js';

/** What a gamelist says about its origin. */
export interface GamelistProvider {
  /** The system's full name. */
  readonly system: string;
  /** What wrote it. */
  readonly software: string;
  /** Where its data come from. */
  readonly database: string;
  readonly web: string;
}

/** A gamelist without entries, with tabs and `\n` as ES-DE writes them, headed by its `<provider>`. */
export function newGamelist({ system, software, database, web }: GamelistProvider): Gamelist {
  const line = (name: string, text: string): string => `\t\t<${name}>${escapeText(writableText(text))}</${name}>\n`;
  const provider = [
    line('System', system),
    line('software', software),
    line('database', database),
    line('web', web),
  ].join('');
  const text = `<?xml version="1.0"?>\n<gameList>\n\t<provider>\n${provider}\t</provider>\n</gameList>\n`;
  return parseGamelist(Buffer.from(text));
}
