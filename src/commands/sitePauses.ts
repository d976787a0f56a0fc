import type { Settings } from '../config/settings.js';
import type { SiteOptions } from '../streams/siteRequests.js';

/** The pauses before requests to SMW Central, as they are set. */
export const sitePauses = ({
  requestDelay,
  extraDelay,
  downloadDelay,
}: Settings['smwc']): Pick<SiteOptions, 'metadataGapMs' | 'downloadGapMs'> => ({
  metadataGapMs: requestDelay + extraDelay,
  downloadGapMs: downloadDelay,
});
