/**
 * A moment at which a crash must do no harm, by name (`before file`, `after commit` …). Does nothing: the build that the
 * crash tests run has another module in this one's place, which ends the process at the moment that a test asks for.
 */
export const failpoint: (name: string) => void = () => undefined;
