import type { SiteAnswer } from '../siteFault.js';

/**
 * The site's own words, by status; two spaces follow them on the wire.
 *
 * @see https://www.screenscraper.fr/webapi2.php
 */
const TEXTS = {
  400: "Il manque des champs obligatoires dans l'url",
  401: 'API fermé pour les non membres ou les membres inactifs',
  403: 'Erreur de login : Vérifier vos identifiants développeur !',
  404: 'Erreur : Rom/Iso/Dossier non trouvée !',
  423: 'API totalement fermé',
  426: 'Le logiciel de scrape utilisé a été blacklisté (non conforme / version obsolète)',
  429: 'Le nombre de threads autorisé pour le membre est atteint',
  430: "Votre quota de scrape est dépassé pour aujourd'hui !",
  431: 'Faite du tri dans vos fichiers roms et repassez demain !',
  500: 'Erreur interne du serveur',
} as const;

export type RefusalStatus = keyof typeof TEXTS;

/** The site's response to a wrong user name or password. */
export const USER_LOGIN_TEXT = 'Erreur de login : Vérifier les identifiants utilisateurs !';

/** A line of text instead of XML, as the site sends it: UTF-8, declared as HTML. */
export function plainLine(status: number, text: string): SiteAnswer {
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=UTF-8' },
    body: Buffer.from(`${text}  `),
  };
}

/** A refusal of the site with the usual words for its status, or with other words. */
export function refusal(status: RefusalStatus, text: string = TEXTS[status]): SiteAnswer {
  return plainLine(status, text);
}

/** A refused login; the real site puts a byte order mark in front, and the status depends on the call. */
export function refusedLogin(status: 200 | 403, text: string = TEXTS[403]): SiteAnswer {
  return plainLine(status, `\uFEFF${text}`);
}
