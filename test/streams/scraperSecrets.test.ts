import type { RequestListener } from 'node:http';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { firstValueFrom } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { TransientHttpError } from '../../src/model/errors.js';
import { JEU, dataXml, ssuser } from '../formats/screenScraper/answers.js';
import { CREDENTIALS, LIMITS, PASSWORD, PNG, ROM, ToldSite, answer, failure, refusal } from './scraperSite.js';

const told = new ToldSite();

describe('secrets', () => {
  /** Everything that an error says or carries. */
  const textOf = (error: unknown): string => inspect(error, { depth: 10, showHidden: true });
  const forms = (secret: string): readonly string[] => [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ q: secret }).toString().slice(2),
    Buffer.from(secret).toString('base64'),
  ];

  test('are in no error and no event, whatever the site echoes', async () => {
    const echo: RequestListener = (request, response) => {
      response.writeHead(500).end(`<html>${request.url ?? ''} ${PASSWORD} ${CREDENTIALS.devpassword}`);
    };
    const redirect: RequestListener = (request, response) => {
      response.writeHead(302, { Location: `https://example.org${request.url ?? ''}` }).end();
    };
    const cut: RequestListener = (_, response) => response.socket?.destroy();
    for (const reply of [echo, redirect, cut, refusal(403), answer(`Erreur de login ${PASSWORD}`)]) {
      for (const [script, make] of told.kinds) {
        told.answers = { [script]: [reply] };
        const shown = `${textOf(await failure(make(told.scraper())))}${JSON.stringify(told.events)}`;
        for (const secret of [PASSWORD, CREDENTIALS.devpassword]) {
          for (const form of forms(secret)) expect(shown).not.toContain(form);
        }
      }
    }
  });

  test('are in no address of a medium, and are put back where the site had them', async () => {
    const secret = encodeURIComponent(PASSWORD);
    const developers = encodeURIComponent(CREDENTIALS.devpassword);
    for (const place of [`${secret}/m.php?a=1`, `m.php?token=${secret}&a=1`, `${developers}/m.php?a=${secret}`]) {
      const medium = `<media type="box-2D" format="png">${told.origin}/api2/${place.replaceAll('&', '&amp;')}</media>`;
      const known = answer(dataXml(ssuser(), JEU.replace('<medias>', `<medias>${medium}`)));
      told.answers = { 'jeuInfos.php': [known], 'jeuRecherche.php': [known], 'm.php': [answer(PNG)] };
      told.paths = [];
      const site = told.scraper();
      const { game } = await firstValueFrom(site.game(ROM));
      const shown = textOf(game);
      for (const one of [PASSWORD, CREDENTIALS.devpassword]) {
        for (const form of forms(one)) expect(shown).not.toContain(form);
      }
      const [cover] = game?.media ?? [];
      if (cover === undefined) throw new Error('It has a cover.');
      expect(await firstValueFrom(site.medium(cover, LIMITS))).toEqual(PNG);
      expect(told.paths.at(-1)).toContain(`/api2/${place.split('?')[0] ?? ''}`);
      const query = new URLSearchParams(place.split('?')[1]);
      for (const [name, value] of query) expect(told.queries.at(-1)?.get(name)).toBe(value);
    }
  });

  test('of any kind do not survive in an error from the HTTP client, nor in its causes', async () => {
    const secret = fc
      .string({ unit: 'grapheme', minLength: 5, maxLength: 20 })
      .filter((text) => !/REDACT|^ +$/.test(text));
    await fc.assert(
      fc.asyncProperty(secret, secret, fc.constantFrom(...told.kinds), async (userPassword, devpassword, [, make]) => {
        const all = [...forms(userPassword), ...forms(devpassword)];
        const get = () => {
          const cause = new TypeError(all.join(' '));
          return Promise.reject(Object.assign(new TransientHttpError(all.join('\n')), { cause }));
        };
        told.events.length = 0;
        const site = told.scraper(
          { credentials: { ...CREDENTIALS, userPassword, devpassword }, attempts: 2 },
          { http: { get } },
        );
        const error = await failure(make(site));
        const shown = [error, error instanceof Error ? error.cause : null]
          .map((each) => (each instanceof Error ? `${each.message}\n${each.stack?.split('\n    at ')[0] ?? ''}` : ''))
          .concat(told.events.map((event) => (event.type === 'retry' ? event.reason : '')))
          .join('\n')
          .split('REDACTED');
        expect(told.events.length).toBeGreaterThan(0);
        for (const part of shown) for (const form of all) expect(part).not.toContain(form);
      }),
      { numRuns: 100 },
    );
  });
});
