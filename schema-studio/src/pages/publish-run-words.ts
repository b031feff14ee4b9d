import type { PublishRun, PublishRunStatus } from '@tenon/sdk/contract/publish-run'
import type { MessageKey } from '../locales/catalog.ts'

interface RunWords {
  titles: Record<PublishRunStatus, MessageKey>
  running: MessageKey
  paused: MessageKey
  cancelled: MessageKey
  cancel: MessageKey
  cancelTitle: MessageKey
  cancelText: MessageKey
  keep: MessageKey
}

const OF_EDITS: RunWords = {
  titles: {
    running: 'runTitleRunning',
    paused: 'runTitlePaused',
    finishing: 'runTitleRunning',
    failed: 'runTitleFailed',
    cancelled: 'runTitleCancelled',
    done: 'runTitleDone',
  },
  running: 'runRunningText',
  paused: 'runPausedText',
  cancelled: 'runCancelledText',
  cancel: 'runCancel',
  cancelTitle: 'runCancelTitle',
  cancelText: 'runCancelText',
  keep: 'runKeep',
}

const OF_PLUGINS: RunWords = {
  titles: {
    running: 'pluginRunRunning',
    paused: 'pluginRunPaused',
    finishing: 'pluginRunFinishing',
    failed: 'pluginRunFailed',
    cancelled: 'pluginRunCancelled',
    done: 'pluginRunDone',
  },
  running: 'pluginRunRunningText',
  paused: 'pluginRunPausedText',
  cancelled: 'pluginRunCancelledText',
  cancel: 'pluginRunCancel',
  cancelTitle: 'pluginRunCancelTitle',
  cancelText: 'pluginRunCancelText',
  keep: 'pluginRunKeep',
}

/** The way back after a migration or hook has failed; it cannot be cancelled. */
const BACK: RunWords = {
  ...OF_PLUGINS,
  titles: { ...OF_PLUGINS.titles, running: 'pluginRunUndoing', paused: 'pluginRunUndoingPaused' },
  running: 'pluginRunUndoingText',
  paused: 'pluginRunUndoingPausedText',
}

/** How a publish that takes long is spoken of: an admin's edits, or plugins that come by it. */
export function publishRunWords({ plugins, undoing }: Pick<PublishRun, 'plugins' | 'undoing'>): RunWords {
  if (undoing) return BACK
  return plugins.length === 0 ? OF_EDITS : OF_PLUGINS
}
