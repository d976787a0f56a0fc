/** The version of the event format; incremented when a type changes its meaning or loses a field. */
export const EVENT_VERSION = 1;
