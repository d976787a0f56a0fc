import type { RunEvent } from '../model/events.js';
import type { RunView } from '../model/runView.js';
import { VIEW_KEEPS } from '../model/runViewLimits.js';
import { finish } from './finish.js';
import { startItem, updateItem } from './inProgress.js';
import { latest } from './latest.js';
import { doneText, romId, romName } from './romText.js';

type SystemEvent = Extract<
  RunEvent,
  {
    type:
      | 'scrape.started'
      | 'account'
      | 'system.started'
      | 'system.skipped'
      | 'system.ended'
      | 'rom.stage'
      | 'rom.identified'
      | 'rom.done'
      | 'media.stored'
      | 'media.failed';
  }
>;
type Done = Extract<SystemEvent, { type: 'rom.done' }>;
type SystemView = RunView['systems'][number];

/** Folds in an event of a system or ROM of the scrape course. */
export function foldSystems(view: RunView, event: SystemEvent): RunView {
  switch (event.type) {
    case 'scrape.started':
      return { ...view, mode: event.mode, systemsTotal: event.systems, work: { ...view.work, total: 0 } };
    case 'account': {
      const { threads, perMinute, requestsToday, maxPerDay } = event;
      return { ...view, account: { threads, perMinute, requestsToday, maxPerDay } };
    }
    case 'system.started': {
      const { system, fullname, roms } = event;
      const none = { done: 0, scraped: 0, skipped: 0, unmatched: 0, failed: 0, media: 0, ended: false };
      const work = { ...view.work, total: (view.work.total ?? 0) + roms };
      return { ...view, work, systems: [...view.systems, { system, fullname, total: roms, ...none }] };
    }
    case 'system.skipped':
      return event.failed ? warned(view, `${event.system} skipped: ${event.reason}`) : view;
    case 'system.ended':
      return changeSystem(view, event.system, () => ({ ended: true }));
    case 'rom.stage': {
      const id = romId(event);
      if (view.inProgress.some((item) => item.id === id)) return updateItem(view, id, () => ({ stage: event.stage }));
      return startItem(view, { id, name: romName(event.rom), stage: event.stage });
    }
    case 'rom.identified':
      return updateItem(view, romId(event), () => ({ stage: 'media', name: event.name }));
    case 'media.stored': {
      const { system, reused, bytes } = event;
      if (reused) return view;
      const counted = changeSystem(view, system, ({ media }) => ({ media: media + 1 }));
      return updateItem(counted, romId(event), (item) => ({ bytes: (item.bytes ?? 0) + bytes }));
    }
    case 'media.failed':
      return warned(view, `${romId(event)}: ${event.kind}: ${event.reason}`);
    case 'rom.done':
      return done(view, event);
  }
}

const warned = (view: RunView, message: string): RunView => ({
  ...view,
  warnings: latest(view.warnings, message, VIEW_KEEPS.warnings),
});

const MARKS = {
  scraped: ['done', 'done'],
  skipped: ['skipped', 'skipped'],
  planned: ['skipped', 'skipped'],
  left: ['skipped', 'left'],
  unmatched: ['failed', 'failed'],
  failed: ['failed', 'failed'],
} as const;

function done(view: RunView, event: Done): RunView {
  const { system, rom, outcome } = event;
  const [mark, counts] = MARKS[outcome];
  const counted = changeSystem(view, system, (known) => ({
    ...(outcome === 'left' ? {} : { done: known.done + 1 }),
    ...(outcome === 'left' || outcome === 'planned' ? {} : { [outcome]: known[outcome] + 1 }),
  }));
  const item = { id: romId(event), name: romName(rom), mark, detail: doneText(event) || null };
  const worked = outcome !== 'left' && view.inProgress.some(({ id }) => id === item.id);
  return finish(counted, { ...item, counts, worked });
}

function changeSystem(view: RunView, name: string, change: (known: SystemView) => Partial<SystemView>): RunView {
  const systems = view.systems.map((known) => (known.system === name ? { ...known, ...change(known) } : known));
  return { ...view, systems };
}
