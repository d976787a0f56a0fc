import { Fragment } from 'preact';

/** Words in a line, those that are known. Each is read in its own direction, and turns none of the others. */
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
