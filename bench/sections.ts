import type { Comparison } from './comparison.js';

/** Measures and compares; throws an Error if what it measures did not do what it should. */
export type Section = () => readonly Comparison[] | Promise<readonly Comparison[]>;

/** Every section by name, in the order in which they run. Each is loaded only when its turn comes. */
export const SECTIONS: Readonly<Record<string, Section>> = {
  patchers: async () => (await import('./patchers.js')).comparePatchers(),
  startup: async () => (await import('./startUp.js')).compareStartUp(),
  database: async () => (await import('./database.js')).compareDatabase(),
  requests: async () => (await import('./requests.js')).compareRequests(),
  memory: async () => (await import('./memory.js')).compareMemory(),
  course: async () => (await import('./course.js')).compareCourse(),
  workers: async () => (await import('./workers.js')).compareWorkers(),
  machines: async () => (await import('./machines.js')).compareMachines(),
  hashing: async () => (await import('./scrapeHashing.js')).compareHashing(),
  gamelist: async () => (await import('./scrapeGamelist.js')).compareGamelists(),
  threads: async () => (await import('./scrapeThreads.js')).compareThreads(),
  scale: async () => (await import('./scrapeScale.js')).compareScale(),
  dashboard: async () => (await import('./dashboard.js')).compareDashboard(),
};
