import type { TenantRef } from '../context/request-context.ts'
import type { RecalculateStaysDependencies } from './recalculate-stays.ts'
import type { SettleCreations } from './settle-creations.ts'
import { startStageClock } from './start-stage-clock.ts'
import { startStageCreations } from './start-stage-creations.ts'

type Dependencies = RecalculateStaysDependencies & {
  settleCreations: SettleCreations
  tenants: () => Promise<readonly TenantRef[]>
  onError: (error: unknown) => void
}

/** Starts what pipelines do by themselves: the clock of stays, and creating what entering stages creates. */
export async function startPipelineWork(dependencies: Dependencies): Promise<Array<() => Promise<void>>> {
  const clock = await startStageClock(dependencies)
  const creations = await startStageCreations(dependencies)
  return [creations.close, clock.close]
}
