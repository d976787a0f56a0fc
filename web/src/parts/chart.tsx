import { useEffect, useRef, useState } from 'preact/hooks';
import { number } from '../words.js';
import type { ChartData } from './drawChart.js';

interface ChartProps {
  readonly title: string;
  /** Must be the same object as long as it shows the same. */
  readonly data: ChartData;
  /** The heading of the first column of the table. */
  readonly labelName: string;
}

/** A bar chart, and the same as a table for those who cannot see it. */
export function Chart({ title, data, labelName }: ChartProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useColourScheme();

  useEffect(() => {
    const state: { left: boolean; remove?: () => void } = { left: false };
    // Only pages with charts load the drawing code.
    void import('./drawChart.js').then(({ drawChart }) => {
      if (!state.left && canvas.current !== null) state.remove = drawChart(canvas.current, data);
    });
    return () => {
      state.left = true;
      state.remove?.();
    };
  }, [data, scheme]);

  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div class="chart-area">
        <canvas ref={canvas} role="img" aria-label={`${title}; the table below has the numbers.`} />
      </div>
      <details class="more">
        <summary>
          The numbers<span class="unseen"> for: {title}</span>
        </summary>
        <div class="scroll" tabIndex={0} role="region" aria-label={title}>
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">{labelName}</th>
                {data.series.map(({ name }) => (
                  <th key={name} scope="col" class="num">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.labels.map((label, index) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  {data.series.map(({ name, values }) => (
                    <td key={name} class="num">
                      {shown(values[index])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

/** A number, or a dash if it is not known. */
const shown = (value: number | null | undefined): string => (value == null ? '–' : number(value));

/** Colors are part of the drawing, so a chart is redrawn when the color scheme changes. */
function useColourScheme(): boolean {
  const [dark, setDark] = useState(() => matchMedia(DARK).matches);
  useEffect(() => {
    const media = matchMedia(DARK);
    const changed = (): void => {
      setDark(media.matches);
    };
    media.addEventListener('change', changed);
    return () => {
      media.removeEventListener('change', changed);
    };
  }, []);
  return dark;
}

const DARK = '(prefers-color-scheme: dark)';
