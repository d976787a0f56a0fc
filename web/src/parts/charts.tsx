import { useMemo } from 'preact/hooks';
import { gamesPerMonth, runsChart } from '../../../src/dashboard/api/runs.js';
import { useLoaded } from '../loaded.js';
import { dateTime } from '../words.js';
import { Chart } from './chart.js';
import { FailureNotice } from './notice.js';

interface ChartsProps {
  readonly occasion: string;
}

/** How many games were added to the site, and how many versions to the archive, each month. */
export function GamesChart({ occasion }: ChartsProps) {
  const { data, failure, reload } = useLoaded(gamesPerMonth, 'charts/games-per-month', occasion);
  const shown = useMemo(() => {
    const months = data?.months ?? [];
    return {
      labels: months.map(({ month }) => month),
      series: [
        { name: 'Added to the site', values: months.map(({ added }) => added), colour: '--chart-1' },
        { name: 'Recorded in the archive', values: months.map(({ recorded }) => recorded), colour: '--chart-2' },
      ],
    } as const;
  }, [data]);
  return (
    <>
      <FailureNotice failure={failure} retry={reload} />
      {data !== null && data.months.length === 0 && <p class="faint">No games yet.</p>}
      {shown.labels.length > 0 && <Chart title="Games per month" data={shown} labelName="Month" />}
    </>
  );
}

/** How many versions the latest runs recorded, and how long they took. */
export function RunsChart({ occasion }: ChartsProps) {
  const { data, failure, reload } = useLoaded(runsChart, 'charts/runs', occasion);
  const shown = useMemo(() => {
    const runs = data?.runs ?? [];
    const labels = runs.map(({ startedAt }, index) => (startedAt === null ? `Run ${index + 1}` : dateTime(startedAt)));
    const minutes = runs.map(({ durationMs }) => (durationMs === null ? null : Math.round(durationMs / 6000) / 10));
    return {
      labels,
      series: [
        { name: 'Versions recorded', values: runs.map(({ recorded }) => recorded), colour: '--chart-1' },
        { name: 'Minutes', values: minutes, colour: '--chart-2' },
      ],
    } as const;
  }, [data]);
  return (
    <>
      <FailureNotice failure={failure} retry={reload} />
      {data !== null && data.runs.length === 0 && <p class="faint">No runs yet.</p>}
      {shown.labels.length > 0 && <Chart title="The latest updates" data={shown} labelName="Started" />}
    </>
  );
}
