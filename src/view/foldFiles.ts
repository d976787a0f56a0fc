import type { RunEvent } from '../model/events.js';
import type { RunView } from '../model/runView.js';
import { finish } from './finish.js';

type FileEvent = Extract<RunEvent, { type: 'rom.published' | 'hack.imported' | 'blob.attached' | 'file.skipped' }>;

/** Folds in an event of a file of a publication or an import. */
export function foldFiles(view: RunView, event: FileEvent): RunView {
  switch (event.type) {
    case 'rom.published': {
      const { id, name, file, outcome, reason } = event;
      const counts = PUBLISHED[outcome];
      const detail = reason ?? (file === '' ? outcome : `${file} ${outcome}`);
      return finish(view, { id, name, mark: counts, detail, counts, worked: counts !== 'skipped' });
    }
    case 'hack.imported': {
      const { id, name, version, outcome } = event;
      const counts = outcome === 'unchanged' ? 'skipped' : 'done';
      return finish(view, { id, name, mark: counts, detail: `version ${version} ${outcome}`, counts, worked: true });
    }
    case 'blob.attached': {
      const { blob, already } = event;
      const counts = already ? 'skipped' : 'done';
      return finish(view, { id: blob, name: blob, mark: counts, detail: 'attached', counts, worked: true });
    }
    case 'file.skipped': {
      const { file, failed, reason } = event;
      const counts = failed ? 'failed' : 'skipped';
      return finish(view, { id: file, name: file, mark: counts, detail: reason, counts, worked: false });
    }
  }
}

const PUBLISHED = {
  written: 'done',
  renamed: 'done',
  unchanged: 'skipped',
  skipped: 'skipped',
  planned: 'skipped',
  failed: 'failed',
} as const;
