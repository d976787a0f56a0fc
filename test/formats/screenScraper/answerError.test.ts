import { describe, expect, test } from 'vitest';
import {
  DayQuotaError,
  TooManyUnknownError,
  answerError,
  mediumRefusal,
  plainTextError,
} from '../../../src/formats/screenScraper/answerError.js';
import {
  CredentialsError,
  PermanentHttpError,
  QuotaError,
  RateLimitedError,
  RomError,
  SoftwareBarredError,
  TransientHttpError,
  UnmatchedError,
} from '../../../src/model/errors.js';

const WORDS: readonly (readonly [status: number, text: string, type: new (...all: never[]) => Error])[] = [
  [400, "Il manque des champs obligatoires dans l'url", RomError],
  [400, "Erreur dans le nom du fichier rom : celui-ci contient un chemin d'accés", RomError],
  [400, 'Champ crc, md5 ou sha1 erroné', RomError],
  [400, 'Problème dans le nom du fichier rom', RomError],
  [400, "Problème avec l'url", RomError],
  [401, 'API fermé pour les non membres ou les membres inactifs', RateLimitedError],
  [401, 'API closed for non-registered members', RateLimitedError],
  [403, 'Erreur de login : Vérifier vos identifiants développeur !', CredentialsError],
  [403, 'Erreur de login : Vérifier les identifiants utilisateurs !', CredentialsError],
  [404, 'Erreur : Jeu non trouvée !', UnmatchedError],
  [404, 'Erreur : Rom/Iso/Dossier non trouvée !', UnmatchedError],
  [423, 'API totalement fermé', QuotaError],
  [426, 'Le logiciel de scrape utilisé a été blacklisté (non conforme / version obsolète)', SoftwareBarredError],
  [429, 'Le nombre de threads autorisé pour le membre est atteint', RateLimitedError],
  [429, 'Le nombre de threads par minute autorisé pour le membre est atteint', RateLimitedError],
  [429, 'The maximum threads allowed to leecher users is already used', RateLimitedError],
  [430, "Votre quota de scrape est dépassé pour aujourd'hui !", DayQuotaError],
  [431, 'Faite du tri dans vos fichiers roms et repassez demain !', TooManyUnknownError],
];

describe.each(WORDS)('%i: %s', (status, text, type) => {
  test.each([
    ['with its status', { status, text }],
    ['with its status alone', { status, text: '' }],
    ['with its status and a web page', { status, text: '<html><h1>Error</h1></html>' }],
    ['with status 200', { status: 200, text }],
    ['with status 200, in a page', { status: 200, text: `\uFEFF <html><body><h1>${text}</h1>` }],
    ['with status 500', { status: 500, text }],
  ])('%s', (_, answer) => {
    const error = answerError({ ...answer, retryAfterMs: null });
    expect(error.constructor).toBe(type);
    expect(error.message).toMatch(/^[A-Z][^\n]*\.$/);
  });

  test('as a text in place of XML', () => {
    expect(plainTextError(text).constructor).toBe(type);
  });
});

describe('a status', () => {
  test.each([
    [500, null, TransientHttpError],
    [502, 5000, TransientHttpError],
    [503, null, TransientHttpError],
    [599, null, TransientHttpError],
    [408, null, TransientHttpError],
    [200, null, TransientHttpError],
    [503, 5000, RateLimitedError],
    [410, null, PermanentHttpError],
    [418, null, PermanentHttpError],
    [204, null, PermanentHttpError],
  ])('of %i with a wait of %j', (status, retryAfterMs, type) => {
    expect(answerError({ status, retryAfterMs, text: 'trouble' }).constructor).toBe(type);
  });

  test.each([0, 30_000, null])('of 429 demands a wait of %j ms', (retryAfterMs) => {
    expect(answerError({ status: 429, retryAfterMs, text: '' })).toMatchObject({ status: 429, retryAfterMs });
  });

  test('of 404 means an unknown ROM and does not end the run, whatever text comes with it', () => {
    const text = 'Votre quota';
    expect(answerError({ status: 404, retryAfterMs: null, text })).toBeInstanceOf(UnmatchedError);
  });

  test('of 401 is a failed login when its text says so', () => {
    expect(answerError({ status: 401, retryAfterMs: null, text: 'Erreur de login' })).toBeInstanceOf(CredentialsError);
  });
});

test('a 403 for a medium is about the credentials when its text says so, and otherwise only about this medium', () => {
  const refused = (text: string): Error => mediumRefusal({ status: 403, retryAfterMs: null, text });
  expect(refused('Erreur de login : Vérifier vos identifiants développeur !')).toBeInstanceOf(CredentialsError);
  for (const text of ['', '<html><h1>403 Forbidden</h1></html>']) {
    expect(refused(text).constructor).toBe(PermanentHttpError);
  }
  expect(mediumRefusal({ status: 423, retryAfterMs: null, text: '' })).toBeInstanceOf(QuotaError);
});

test('text inside a game is not taken for an error of the site', () => {
  const text = `<?xml version="1.0"?><Data><jeu id="1"><editeur>Erreur de login`;
  expect(plainTextError(text)).toBeInstanceOf(TransientHttpError);
  expect(plainTextError(`<Data>quota`)).toBeInstanceOf(TransientHttpError);
  expect(plainTextError(`${'x'.repeat(2000)} quota`)).toBeInstanceOf(TransientHttpError);
});

test('wrong credentials are reported with where to get them and where to put them, in one line', () => {
  const { message } = answerError({ status: 403, retryAfterMs: null, text: '' });
  for (const words of [
    'https://www.screenscraper.fr/membreinscription.php',
    'forum',
    'screenscraper.user_id',
    'screenscraper.user_password',
    'screenscraper.devid',
    'screenscraper.devpassword',
    'SCREENSCRAPER_USER',
    'SCREENSCRAPER_PASSWORD',
    'SCREENSCRAPER_DEVID',
    'SCREENSCRAPER_DEVPASSWORD',
  ]) {
    expect(message).toContain(words);
  }
});

test('no message repeats any part of the answer', () => {
  for (const status of [200, 400, 401, 403, 404, 423, 426, 429, 430, 431, 500, 418]) {
    const error = answerError({ status, retryAfterMs: null, text: 'sspassword=hunter2' });
    expect(error.message).not.toContain('hunter2');
  }
});
