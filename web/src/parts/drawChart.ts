import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, Tooltip } from 'chart.js';

/** What a chart shows: for each label, a number of every series. */
export interface ChartData {
  readonly labels: readonly string[];
  readonly series: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
    /** The custom property that holds its color. */
    readonly colour: '--chart-1' | '--chart-2';
  }[];
}

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, Tooltip);

/**
 * Draws bars in the current colors of the style sheet.
 *
 * @returns removes them
 */
export function drawChart(canvas: HTMLCanvasElement, { labels, series }: ChartData): () => void {
  const styles = getComputedStyle(canvas);
  const colour = (name: string): string => styles.getPropertyValue(name).trim();
  const ticks = { color: colour('--soft'), maxRotation: 0, autoSkipPadding: 16 };
  const font = { family: styles.fontFamily, size: 12 };
  Chart.defaults.font = { ...Chart.defaults.font, ...font };
  const chart = new Chart(canvas, {
    type: 'bar',
    data: {
      labels: [...labels],
      datasets: series.map(({ name, values, colour: property }) => ({
        label: name,
        data: [...values],
        backgroundColor: colour(property),
        borderRadius: 3,
        maxBarThickness: 28,
      })),
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: { ticks, grid: { display: false }, border: { color: colour('--line') } },
        y: {
          ticks: { ...ticks, precision: 0 },
          beginAtZero: true,
          grid: { color: colour('--line') },
          border: { display: false },
        },
      },
      plugins: {
        legend: {
          align: 'start',
          labels: { color: colour('--soft'), boxWidth: 10, boxHeight: 10, useBorderRadius: true, borderRadius: 3 },
        },
      },
    },
  });
  return () => {
    chart.destroy();
  };
}
