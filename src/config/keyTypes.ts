import { z } from 'zod';

/** Every key of the sections, as `section` and `section.key`. */
export const keysOf = (sections: Readonly<Record<string, z.ZodObject>>): readonly string[] =>
  Object.entries(sections).flatMap(([section, { shape }]) => [
    section,
    ...Object.keys(shape).map((key) => `${section}.${key}`),
  ]);

/** One of several words. */
export const oneOf = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, `must be one of ${words.join(', ')}`);

/** As {@link oneOf}, in any case. */
export const oneOfAnyCase = <const Words extends readonly string[]>(words: Words) =>
  z.preprocess((word) => (typeof word === 'string' ? word.toLowerCase() : word), oneOf(words));

/** An integer; both bounds are inclusive. */
export const wholeNumber = (from: number, to: number) => {
  const message = `must be a whole number from ${from} to ${to}`;
  return z.int(message).min(from, message).max(to, message);
};

/** A number, not necessarily whole; both bounds are inclusive. */
export const numberBetween = (from: number, to: number) => {
  const message = `must be a number from ${from} to ${to}`;
  return z.number(message).min(from, message).max(to, message);
};

export const trueOrFalse = z.boolean('must be true or false');

/** One line of printable ASCII, fit for a header or a query. */
export const plainLine = z
  .string('must be text')
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, 'must be one line of plain ASCII text');

/** A list without duplicates: each item is kept once. */
export const listOf = <Item>(item: z.ZodType<Item>, message: string) =>
  z
    .array(item, message)
    .transform((items) => [...new Set(items)])
    .readonly();

/** An empty value counts as absent. */
export const unlessEmpty = <Value>(schema: z.ZodType<Value>) =>
  z.preprocess((value) => (value === null || value === '' ? undefined : value), schema.optional());

/** Text that no message repeats. */
export const secretText = unlessEmpty(
  z.custom<string>((value) => typeof value === 'string', 'must be text: put it in quotes'),
);

/**
 * A group of settings. Messages about it do not repeat the value, which may be a misplaced password. If left empty, it holds
 * no settings.
 */
export const groupOf = <Group>(keys: z.ZodType<Group>, message: string) =>
  z.preprocess((value, context) => {
    const settings = value ?? {};
    if (typeof settings === 'object' && !Array.isArray(settings)) return settings;
    context.issues.push({ code: 'custom', input: null, message });
    return z.NEVER;
  }, keys);
