/** The version of the run view; incremented when a field changes its meaning or is removed. */
export const RUN_VIEW_VERSION = 1;

/** How many of the latest items a view keeps, so that it does not grow with the work. */
export const VIEW_KEEPS = { finished: 50, failures: 50, warnings: 20 } as const;
