/** Columns and rows of a terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A terminal with so little room gets only what matters, without blank lines. */
export const isSmall = ({ columns, rows }: Size): boolean => rows < 22 || columns < 60;
