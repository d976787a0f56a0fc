import { z } from 'zod';

/** One of some words. */
export const oneOf = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, `must be one of ${words.join(', ')}`);

/** As {@link oneOf}, in any case. */
export const oneOfAnyCase = <const Words extends readonly string[]>(words: Words) =>
  z.preprocess((word) => (typeof word === 'string' ? word.toLowerCase() : word), oneOf(words));

/** A whole number, both ends included. */
export const wholeNumber = (from: number, to: number) => {
  const message = `must be a whole number from ${from} to ${to}`;
  return z.int(message).min(from, message).max(to, message);
};

/** A number, fractions too, both ends included. */
export const numberBetween = (from: number, to: number) => {
  const message = `must be a number from ${from} to ${to}`;
  return z.number(message).min(from, message).max(to, message);
};

export const trueOrFalse = z.boolean('must be true or false');

/** One line of ASCII, as a header or a query may carry it. */
export const plainLine = z
  .string('must be text')
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, 'must be one line of plain ASCII text');

/** A list whose items are told apart from each other: each is kept once. */
export const listOf = <Item>(item: z.ZodType<Item>, message: string) =>
  z
    .array(item, message)
    .transform((items) => [...new Set(items)])
    .readonly();

/** Text that no mistake shows. Left empty, it is not given. */
export const secretText = z.preprocess(
  (value) => (value === null || value === '' ? undefined : value),
  z.custom<string>((value) => typeof value === 'string', 'must be text: put it in quotes').optional(),
);

/**
 * A group of settings, whose mistakes do not show it: it may be a password in the wrong place. Left empty, it holds no
 * settings.
 */
export const groupOf = <Group>(keys: z.ZodType<Group>, message: string) =>
  z.preprocess((value, context) => {
    const settings = value ?? {};
    if (typeof settings === 'object' && !Array.isArray(settings)) return settings;
    context.issues.push({ code: 'custom', input: null, message });
    return z.NEVER;
  }, keys);
