import type { Settings } from '../config/settings.js';
import type { SiteOptions } from '../streams/siteRequests.js';

/** The configured pauses before requests to SMW Central. */
export const sitePauses = ({
  requestDelay,
  extraDelay,
  downloadDelay,
}: Settings['smwc']): Pick<SiteOptions, 'metadataGapMs' | 'downloadGapMs'> => ({
  metadataGapMs: requestDelay + extraDelay,
  downloadGapMs: downloadDelay,
});
