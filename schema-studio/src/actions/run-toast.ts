import type { ActionRun } from '@tenon/sdk/contract/action-run'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { recordPath } from '../app/route.ts'
import type { Toast } from '../app/toast.ts'
import { translate } from '../locales/translate.ts'
import type { ActionTask } from './action-task.ts'
import { runWords } from './run-words.ts'

/** Whether all has gone as it was meant to. */
export function wentWell({ status, refused }: ActionRun): boolean {
  return status === 'done' && refused === 0
}

/** Why nothing at all was done, where the person can change what was filled in and try again; otherwise null. */
export function nothingDone(run: ActionRun, { task, locale }: { task: ActionTask; locale: Locale }): string | null {
  const { status, done, total, refused, refusals } = run
  if (status === 'failed') return done === 0 ? runWords(run, { locale, onRecords: true }) : null
  const [only] = refusals
  return status === 'done' && task.target.kind === 'records' && total === 1 && refused === 1 && only
    ? only.message
    : null
}

/** Where the run leads, unless that is where the person is. */
export function nextPath({ open }: ActionRun, here: string): string | null {
  const path = open ? recordPath(open.entity, open.id) : null
  return path === here ? null : path
}

interface ToastSetting {
  task: ActionTask
  locale: Locale
  /** The person has gone on with something else: the toast names the action. */
  isBehind: boolean
  /** Path of the page at hand. */
  here: string
  showResult: () => Promise<void>
  goOn: (path: string) => void
}

/** What the person is told of a run's end in passing. */
export function runToast(run: ActionRun, { task, locale, isBehind, here, ...on }: ToastSetting): Toast {
  const words = runWords(run, { locale, onRecords: task.target.kind !== 'list' })
  const text = isBehind ? `${textIn(task.action.label, locale)}: ${words}` : words
  if (!wentWell(run)) {
    const needsMore = run.refused > 0 || run.status === 'failed'
    const action = { label: translate(locale, 'showResult'), run: on.showResult }
    return { tone: 'critical', text, ...(needsMore && { action }) }
  }
  const path = isBehind ? nextPath(run, here) : null
  if (path === null) return { tone: 'positive', text }
  return { tone: 'positive', text, action: { label: translate(locale, 'openResult'), run: () => on.goOn(path) } }
}
