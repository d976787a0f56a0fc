import { z } from 'zod';

/** Every key of the sections, as `section` and `section.key`. */
export const keysOf = (sections: Readonly<Record<string, z.ZodObject>>): readonly string[] =>
  Object.entries(sections).flatMap(([section, { shape }]) => [
    section,
    ...Object.keys(shape).map((key) => `${section}.${key}`),
  ]);

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

/** What is left empty is not given. */
export const unlessEmpty = <Value>(schema: z.ZodType<Value>) =>
  z.preprocess((value) => (value === null || value === '' ? undefined : value), schema.optional());

/** Text that no mistake shows. */
export const secretText = unlessEmpty(
  z.custom<string>((value) => typeof value === 'string', 'must be text: put it in quotes'),
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
