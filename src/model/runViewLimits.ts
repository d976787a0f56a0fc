/** The version of the view of a run; it rises when a field changes its meaning or goes. */
export const RUN_VIEW_VERSION = 1;

/** How many of the latest things a view keeps: nothing in it grows with the work. */
export const VIEW_KEEPS = { finished: 50, failures: 50, warnings: 20 } as const;
