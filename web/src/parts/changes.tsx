interface ChangesProps {
  readonly changes: readonly { readonly column: string; readonly old: string | null; readonly new: string | null }[];
  readonly label: string;
}

/** A table of changed fields, before and after. */
export function Changes({ changes, label }: ChangesProps) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.column}>
              <th scope="row">{change.column}</th>
              <td>{change.old ?? '–'}</td>
              <td>{change.new ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
