import { Fragment } from 'preact';

/** The known words, in a line. Each has its own text direction, which does not affect the others. */
export function Dotted({ words }: { readonly words: readonly (string | null)[] }) {
  return (
    <>
      {words
        .filter((word) => word !== null)
        .map((word, index) => (
          <Fragment key={index}>
            {index > 0 && ' · '}
            <bdi>{word}</bdi>
          </Fragment>
        ))}
    </>
  );
}
