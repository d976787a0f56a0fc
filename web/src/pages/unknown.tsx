import { PageTitle } from '../parts/pageTitle.js';

export function UnknownPage() {
  return (
    <PageTitle title="Page not found">
      <p>
        There is no page at this address. The <a href="#/">overview</a> is a good place to start.
      </p>
    </PageTitle>
  );
}
