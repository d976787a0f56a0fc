import { PageTitle } from '../parts/pageTitle.js';

export function UnknownPage() {
  return (
    <PageTitle title="Nothing here">
      <p>
        The address names no page. The <a href="#/">overview</a> is a good place to begin.
      </p>
    </PageTitle>
  );
}
