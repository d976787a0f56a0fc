import type { SiteAnswer } from '../siteFault.js';
import type { Account } from './account.js';
import { type Asked, dataAnswer } from './answers.js';
import type { GameCatalog } from './catalog.js';
import { type GameMedium, mediumName } from './game.js';
import { foundElement, gameElement, mediaScript } from './gameXml.js';
import { plainLine, refusal } from './refusal.js';

const HASHES = { crc: /^[0-9a-f]{8}$/, md5: /^[0-9a-f]{32}$/, sha1: /^[0-9a-f]{40}$/ } as const;
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
};

/** What is needed to answer a call. */
export interface CallDeps {
  readonly account: Account;
  readonly catalog: GameCatalog;
  /** Whether the user is logged in. */
  readonly member: boolean;
}

/** `jeuInfos.php`: one game, by its id or by one of its ROMs. */
export function jeuInfos(asked: Asked, deps: CallDeps): SiteAnswer {
  const { query } = asked;
  const { account, catalog, member } = deps;
  const gameId = query.get('gameid') ?? '';
  if (gameId !== '') {
    const game = catalog.game(gameId);
    if (game === undefined) return unknown(account, 'Erreur : Jeu non trouvée !');
    return dataAnswer(asked, account.facts, member, [gameElement(game, asked, null)]);
  }
  const wrong = wrongRomQuery(query);
  if (wrong !== null) return wrong;
  const found = catalog.findRom({
    systemId: query.get('systemeid') ?? '',
    name: query.get('romnom') ?? '',
    hashes: hashesIn(query),
  });
  if (found === undefined) return unknown(account);
  return dataAnswer(asked, account.facts, member, [gameElement(found.game, asked, found.rom)]);
}

/** `jeuRecherche.php`: games with names similar to the search text. Finding nothing is not an error. */
export function jeuRecherche(asked: Asked, { account, catalog, member }: CallDeps): SiteAnswer {
  const text = asked.query.get('recherche') ?? '';
  if (text.trim() === '') return refusal(400);
  const games = catalog.search(text, asked.query.get('systemeid'));
  const list = `<jeux>\n${games.map((game) => foundElement(game, asked)).join('')}</jeux>\n`;
  return dataAnswer(asked, account.facts, member, [list]);
}

/** A medium, a note that the client already has it, or `NOMEDIA`. */
export function mediaFile(script: string, query: URLSearchParams, catalog: GameCatalog): SiteAnswer {
  const game = catalog.game(query.get('jeuid') ?? '');
  const medium = game?.media.find(
    (each) =>
      mediumName(each) === query.get('media') &&
      mediaScript(each) === script &&
      game.systemId === query.get('systemeid'),
  );
  if (medium === undefined) return plainLine(200, 'NOMEDIA');
  const same = sameHash(medium, query);
  if (same !== null) return plainLine(200, `${same}OK`);
  const { content, format } = medium;
  return {
    status: 200,
    headers: { 'Content-Type': CONTENT_TYPES[format] ?? 'application/octet-stream' },
    body: content,
  };
}

/** What is wrong with a query for a ROM, in the site's words; null when nothing is. */
function wrongRomQuery(query: URLSearchParams): SiteAnswer | null {
  const name = query.get('romnom') ?? '';
  const given = (key: string): boolean => (query.get(key) ?? '') !== '';
  if (name === '' || !given('systemeid') || !given('romtype')) return refusal(400);
  if (/[/\\]/.test(name)) {
    return refusal(400, "Erreur dans le nom du fichier rom : celui-ci contient un chemin d'accés");
  }
  for (const [key, form] of Object.entries(HASHES)) {
    if (given(key) && !form.test((query.get(key) ?? '').toLowerCase())) {
      return refusal(400, 'Champ crc, md5 ou sha1 erroné');
    }
  }
  if (hashesIn(query).length > 0 && !/^\d+$/.test(query.get('romtaille') ?? '')) return refusal(400);
  return null;
}

const hashesIn = (query: URLSearchParams): readonly string[] =>
  Object.keys(HASHES)
    .map((key) => (query.get(key) ?? '').toLowerCase())
    .filter((hash) => hash !== '');

/** A 404 while today's quota of unknown ROMs lasts, then a 431. */
function unknown(account: Account, text?: string): SiteAnswer {
  const { requestskotoday, maxrequestskoperday } = account.facts;
  if (requestskotoday >= maxrequestskoperday) return refusal(431);
  account.countUnknown();
  return refusal(404, text);
}

function sameHash({ crc32, md5, sha1 }: GameMedium, query: URLSearchParams): string | null {
  const own = { crc: crc32, md5, sha1 };
  const same = Object.entries(own).find(([key, hash]) => query.get(key)?.toLowerCase() === hash);
  return same === undefined ? null : same[0].toUpperCase();
}
