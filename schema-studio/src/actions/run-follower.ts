import type { ActionRun, RunActionInput } from '@tenon/sdk/contract/action-run'
import type { ActionProgressMessage } from '@tenon/sdk/contract/record-event'
import type { AppServices } from '../app/app-services.ts'

/** Live messages tell at once; this is for those that were missed. */
const LOOK_MS = 3_000

/** One run of an action, followed to its end: by live messages, and by looking again now and then. */
export class RunFollower {
  run: ActionRun | null = null
  isCancelling = false
  readonly #app: Pick<AppServices, 'client' | 'live'>
  readonly #onChange: () => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #stopListening: (() => void) | null = null

  constructor(app: Pick<AppServices, 'client' | 'live'>, onChange: () => void) {
    this.#app = app
    this.#onChange = onChange
  }

  get isRunning(): boolean {
    return this.run?.status === 'running'
  }

  /** Rejects where the run cannot begin. */
  async start(input: RunActionInput): Promise<void> {
    // Messages may come before the answer that tells whose they are.
    const early: ActionProgressMessage[] = []
    this.#stopListening = this.#app.live.subscribe((message) => {
      if (message.type === 'reconnected') void this.#look()
      else if (message.type !== 'action.progress') return
      else if (this.run) this.#hear(message)
      else early.push(message)
    })
    try {
      this.#take(await this.#app.client.actions.run(input))
      for (const message of early) this.#hear(message)
    } catch (error) {
      this.stop()
      throw error
    }
  }

  /** Asks the run to end, and waits for how far it came. Where that fails, it is followed on. */
  async cancel(): Promise<void> {
    const { run } = this
    if (!run || !this.isRunning || this.isCancelling) return
    this.isCancelling = true
    this.#onChange()
    const cancelled = await this.#app.client.actions.cancel({ id: run.id }).catch(() => run)
    this.isCancelling = false
    this.#take(cancelled)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#stopListening?.()
    this.#stopListening = null
  }

  #hear({ run: id, status, done, total, refused, message }: ActionProgressMessage): void {
    if (!this.run || !this.isRunning || this.isCancelling || id !== this.run.id) return
    if (status !== 'running') return void this.#look()
    this.#take({ ...this.run, done, total, refused, message })
  }

  async #look(): Promise<void> {
    const { run } = this
    if (!run || !this.isRunning || this.isCancelling) return
    const now = await this.#app.client.actions.get({ id: run.id }).catch(() => run)
    if (this.run?.id === now.id && this.isRunning && !this.isCancelling) this.#take(now)
  }

  #take(run: ActionRun): void {
    this.run = run
    clearTimeout(this.#timer)
    if (run.status === 'running') this.#timer = setTimeout(() => void this.#look(), LOOK_MS)
    else this.stop()
    this.#onChange()
  }
}
