import type { AppServices } from '../app/app-services.ts'
import type { LiveListener } from '../app/live-hub.ts'

/** Live messages tell at once; this is for those that were missed. */
const LOOK_MS = 3_000

type Message = Parameters<LiveListener>[0]

/** Where runs of one kind are asked about, and how live messages tell of them. */
export interface RunSource<Run> {
  get(id: string): Promise<Run>
  cancel(id: string): Promise<Run>
  /** What a message says of a run; null where it is about something else. */
  hear(message: Message): { id: string; status: string; news: Partial<Run> } | null
}

type Heard<Run> = NonNullable<ReturnType<RunSource<Run>['hear']>>

/** One run, followed to its end: by live messages, and by looking again now and then. */
export class RunFollower<Run extends { id: string; status: string }> {
  run: Run | null = null
  isCancelling = false
  readonly #live: AppServices['live']
  readonly #source: RunSource<Run>
  readonly #onChange: () => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #stopListening: (() => void) | null = null

  constructor(live: AppServices['live'], source: RunSource<Run>, onChange: () => void) {
    this.#live = live
    this.#source = source
    this.#onChange = onChange
  }

  get isRunning(): boolean {
    return this.run?.status === 'running'
  }

  /** Rejects where the run cannot begin. */
  async start(begin: () => Promise<Run>): Promise<void> {
    // Messages may come before the answer that tells whose they are.
    const early: Heard<Run>[] = []
    this.#stopListening = this.#live.subscribe((message) => {
      if (message.type === 'reconnected') return void this.#look()
      const heard = this.#source.hear(message)
      if (heard === null) return
      if (this.run) this.#hear(heard)
      else early.push(heard)
    })
    try {
      this.#take(await begin())
      for (const heard of early) this.#hear(heard)
    } catch (error) {
      this.stop()
      throw error
    }
  }

  /** Asks the run to end, and waits for how far it came. Rejects where that cannot be asked; it is followed on then. */
  async cancel(): Promise<void> {
    const { run } = this
    if (!run || !this.isRunning || this.isCancelling) return
    this.isCancelling = true
    this.#onChange()
    try {
      this.#take(await this.#source.cancel(run.id))
    } catch (error) {
      // What it did meanwhile was not heard.
      this.#take(run)
      throw error
    } finally {
      this.isCancelling = false
      this.#onChange()
    }
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#stopListening?.()
    this.#stopListening = null
  }

  #hear({ id, status, news }: Heard<Run>): void {
    if (!this.run || !this.isRunning || this.isCancelling || id !== this.run.id) return
    if (status !== 'running') return void this.#look()
    this.#take({ ...this.run, ...news })
  }

  async #look(): Promise<void> {
    const { run } = this
    if (!run || !this.isRunning || this.isCancelling) return
    const now = await this.#source.get(run.id).catch(() => run)
    if (this.run?.id === now.id && this.isRunning && !this.isCancelling) this.#take(now)
  }

  #take(run: Run): void {
    this.run = run
    clearTimeout(this.#timer)
    if (run.status === 'running') this.#timer = setTimeout(() => void this.#look(), LOOK_MS)
    else this.stop()
    this.#onChange()
  }
}
