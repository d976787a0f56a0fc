/** How the site responds to a wrong user name or password: level 0 in a normal answer, a line of text with 200, or a 403. */
export type LoginRefusal = 'level 0' | 'text' | 'status';

/** The account that the stand-in site knows, with its limits and their current use; names as in the site's answers. */
export interface AccountFacts {
  readonly userId: string;
  readonly userPassword: string;
  readonly devid: string;
  readonly devpassword: string;
  readonly niveau: number;
  readonly contribution: number;
  /** KB/s; reported, not enforced. */
  readonly maxdownloadspeed: number;
  readonly maxthreads: number;
  readonly maxrequestspermin: number;
  readonly maxrequestsperday: number;
  readonly maxrequestskoperday: number;
  readonly requeststoday: number;
  readonly requestskotoday: number;
  readonly loginRefusal: LoginRefusal;
}

/** Made up, and as awkward in a URL as passwords get. */
export const DEMO_CREDENTIALS = {
  userId: 'demo user',
  userPassword: 'p&+#%:ä "x"',
  devid: 'demo-dev',
  devpassword: "d<v>=/?é'y&amp;",
} as const;

/** The account's limits and counters while the site runs. */
export interface Account {
  readonly facts: AccountFacts;
  readonly change: (changes: Partial<AccountFacts>) => void;
  /** Counts one more request today. */
  readonly countRequest: () => void;
  /** Counts one more ROM today that the site does not know. */
  readonly countUnknown: () => void;
}

export function openAccount(given: Partial<AccountFacts>): Account {
  let facts: AccountFacts = {
    ...DEMO_CREDENTIALS,
    niveau: 1,
    contribution: 0,
    maxdownloadspeed: 128,
    maxthreads: 4,
    maxrequestspermin: 3072,
    maxrequestsperday: 20_000,
    maxrequestskoperday: 2000,
    requeststoday: 0,
    requestskotoday: 0,
    loginRefusal: 'level 0',
    ...given,
  };
  const change = (changes: Partial<AccountFacts>): void => {
    facts = { ...facts, ...changes };
  };
  return {
    get facts() {
      return facts;
    },
    change,
    countRequest: () => {
      change({ requeststoday: facts.requeststoday + 1 });
    },
    countUnknown: () => {
      change({ requestskotoday: facts.requestskotoday + 1 });
    },
  };
}

/** Whether a request has the developer's credentials, which every call needs. */
export function isDeveloper({ devid, devpassword }: AccountFacts, query: URLSearchParams): boolean {
  return query.get('devid') === devid && query.get('devpassword') === devpassword;
}

/** Whether a request has the user's name and password. */
export function isMember({ userId, userPassword }: AccountFacts, query: URLSearchParams): boolean {
  return query.get('ssid') === userId && query.get('sspassword') === userPassword;
}
