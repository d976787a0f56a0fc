/** A hash as romflow writes it, and as some older tools do; the values of an `IN` that an index answers. */
export const hexSpellings = (hex: string): readonly [lower: string, upper: string] => [
  hex.toLowerCase(),
  hex.toUpperCase(),
];
