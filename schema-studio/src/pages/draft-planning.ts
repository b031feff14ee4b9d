import type { TenonClient } from '@tenon/sdk/client'
import type { ChangePlan } from '@tenon/sdk/contract/change-plan'

interface PlanningState {
  plan: ChangePlan | null
  failure: unknown
  /** The rows that the plan will meet are being counted. */
  counting: boolean
}

/** Plans the draft: an estimate at once, then with all rows counted, which can be stopped. */
export class DraftPlanning {
  #controller: AbortController | null = null
  readonly #tell: (state: Partial<PlanningState>) => void

  constructor(tell: (state: Partial<PlanningState>) => void) {
    this.#tell = tell
  }

  /** Takes the place of what is under way. */
  async begin({ model }: Pick<TenonClient, 'model'>): Promise<void> {
    this.stop()
    const controller = new AbortController()
    this.#controller = controller
    const isMine = () => this.#controller === controller && !controller.signal.aborted
    this.#tell({ plan: null, counting: true })
    try {
      for (const counts of ['estimated', 'exact'] as const) {
        const plan = await model.plan({ counts }, { signal: controller.signal })
        if (!isMine()) return
        this.#tell({ plan })
        if (plan.steps.length === 0) break
      }
    } catch (failure) {
      if (isMine()) this.#tell({ failure })
    }
    if (isMine()) this.#tell({ counting: false })
  }

  /** What is known so far stays. */
  stop(): void {
    this.#controller?.abort()
    this.#tell({ counting: false })
  }
}
