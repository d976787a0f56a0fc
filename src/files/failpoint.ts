/**
 * A named point at which a crash must do no harm (`before file`, `after commit` …). Does nothing: the build that the
 * crash tests run replaces this module with one that ends the process at the point that a test asks for.
 */
export const failpoint: (name: string) => void = () => undefined;
