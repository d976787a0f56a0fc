import type { Settings } from '../config/settings.js';
import { createHttpClient } from '../http/httpClient.js';
import { createHostQueue } from '../operators/hostQueue.js';
import { type SiteDeps, type SiteRequests, siteRequests } from '../streams/siteRequests.js';
import { sitePauses } from './sitePauses.js';

/** The requests of one run to SMW Central, as its settings have it. */
export function siteOf({ smwc, processing }: Settings, deps: Omit<SiteDeps, 'http' | 'queue'>): SiteRequests {
  return siteRequests(
    { baseUrl: new URL(smwc.baseUrl), ...sitePauses(smwc), attempts: processing.retryMax },
    { ...deps, http: createHttpClient({ userAgent: smwc.userAgent }), queue: createHostQueue() },
  );
}
