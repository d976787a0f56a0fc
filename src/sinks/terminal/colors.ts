import { createContext, useContext } from 'react';

export type Color = 'green' | 'red' | 'yellow' | 'cyan';

/** Whether there are colors at all; `NO_COLOR` turns them off. */
export const Colors = createContext(true);

/** A color, if there are colors: `<Text {...useColor('red')}>`. */
export function useColor(color: Color): { readonly color?: Color } {
  return useContext(Colors) ? { color } : {};
}

/** The colors of the marks that lines begin with. */
export const MARK_COLORS: Readonly<Record<string, Color>> = { '✓': 'green', '✗': 'red', '⚠': 'yellow' };
