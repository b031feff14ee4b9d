import type { ActionRefusal, ActionRun } from '@tenon/sdk/contract/action-run'
import type { ActionOutcome, HookAnswer } from '@tenon/sdk/contract/hook-call'
import type { ActionBatch } from './read-batches.ts'
import type { RunProgress } from './run-facts.ts'

const MAX_REFUSALS = 100
const MAX_MESSAGE = 2000

/** Counts what becomes of a run's records, and gathers what the action says. */
export interface RunTally {
  progress(): RunProgress
  /** How far an action without records says that it is. */
  reach(done: number, total: number): void
  /** Records that were not shown to the action at all. */
  refuse(refusals: readonly ActionRefusal[]): void
  /** The action's answers to a batch: one per record, or one or none where it had no records. */
  take(answers: readonly HookAnswer[], batch: Pick<ActionBatch, 'records' | 'titles'>): void
  refusals(): ActionRefusal[]
  /** What all records have been told, if they were told the same. */
  message(): string | null
  /** Where all records lead, if they lead to the same place. */
  open(): ActionRun['open']
}

export function makeRunTally(records: number): RunTally {
  const refusals: ActionRefusal[] = []
  const messages = new Set<string>()
  const places = new Map<string, NonNullable<ActionOutcome['open']>>()
  let [total, done, refused] = [records, 0, 0]

  function add(refusal: ActionRefusal): void {
    refused += 1
    if (refusals.length < MAX_REFUSALS) refusals.push(refusal)
  }

  function hear({ message, open }: ActionOutcome): void {
    // Two are enough to know that there is more than one.
    if (message !== undefined && message !== '' && messages.size < 2) messages.add(message)
    if (open !== undefined && places.size < 2) places.set(`${open.entity} ${open.id}`, open)
  }

  return {
    progress: () => ({ total: Math.max(total, done), done, refused, message: null }),
    reach(reached, of) {
      done = reached
      total = of
    },
    refuse(given) {
      for (const refusal of given) add(refusal)
      done += given.length
    },
    take(answers, { records, titles }) {
      for (const [index, answer] of answers.entries()) {
        const id = records[index]?.id ?? null
        if (answer.kind === 'ok') hear(answer.outcome ?? {})
        else add({ id, title: id === null ? null : (titles.get(id) ?? null), message: messageOf(answer) })
      }
      done += records.length
    },
    refusals: () => [...refusals],
    message: () => (messages.size === 1 ? ([...messages][0] ?? '').slice(0, MAX_MESSAGE).toWellFormed() : null),
    open: () => (places.size === 1 ? ([...places.values()][0] ?? null) : null),
  }
}

/** The refusal, with what its problems add to it. */
function messageOf({ message, problems = [] }: Extract<HookAnswer, { kind: 'reject' }>): string {
  const more = problems.map((problem) => problem.message).filter((text) => !message.includes(text))
  return [message, ...more].join(' ').slice(0, MAX_MESSAGE).toWellFormed()
}
