import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Running, startRomflow } from '../endToEnd/program.js';

export const TOKEN = 'the-token-of-this-test-and-no-other';

/** A dashboard that the built program serves. */
export interface Serving {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** The address with the token. */
  readonly withToken: string;
  readonly end: () => Promise<void>;
}

export interface ServingOptions {
  readonly cli: string;
  /** Has the configuration, if there is one, and the folder `archive`. */
  readonly folder: string;
  readonly control?: boolean;
  /** Additional environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function serve({ cli, folder, control = true, env = {} }: ServingOptions): Promise<Serving> {
  mkdirSync(join(folder, 'archive'), { recursive: true });
  const words = ['serve', '--archive', 'archive', '--port', '0', ...(control ? ['--allow-control'] : [])];
  const variables = { XDG_STATE_HOME: join(folder, 'state'), ROMFLOW_TOKEN: TOKEN, ...env };
  const server: Running = startRomflow(words, { cwd: folder, env: variables, cli });
  const url = /http:\/\/\S+/.exec(await server.said('/\n'))?.[0] ?? '';
  return {
    url,
    withToken: `${url}#token=${TOKEN}`,
    end: async () => {
      server.signal('SIGINT');
      await server.ended;
    },
  };
}
