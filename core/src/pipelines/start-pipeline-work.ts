import type { TenantRef } from '../context/request-context.ts'
import type { RecallActor } from '../identity/make-recall-actor.ts'
import type { CreateOnEntryDependencies, RecallMover } from './create-on-entry.ts'
import { makeCreateOnEntry } from './create-on-entry.ts'
import type { RecalculateStaysDependencies } from './recalculate-stays.ts'
import { startStageClock } from './start-stage-clock.ts'
import { startStageCreations } from './start-stage-creations.ts'

type Dependencies = RecalculateStaysDependencies &
  Omit<CreateOnEntryDependencies, 'recallMover'> & {
    recallActor: RecallActor
    tenants: () => Promise<readonly TenantRef[]>
    onError: (error: unknown) => void
  }

/** Starts what pipelines do by themselves: the clock of stays, and creating what entering stages creates. */
export async function startPipelineWork(dependencies: Dependencies): Promise<Array<() => Promise<void>>> {
  const recallMover = makeRecallMover(dependencies.recallActor)
  const clock = await startStageClock(dependencies)
  const createOnEntry = makeCreateOnEntry({ ...dependencies, recallMover })
  const creations = await startStageCreations({ ...dependencies, createOnEntry })
  return [creations.close, clock.close]
}

/** People and keys are who they are now; for plugins and end customers the system acts. */
function makeRecallMover(recallActor: RecallActor): RecallMover {
  return async ({ id: tenantId }, actor) => {
    const [kind = '', ...rest] = actor.split(':')
    if (kind !== 'user' && kind !== 'apiKey') return null
    return (await recallActor(tenantId, { kind, id: rest.join(':') }))?.actor ?? null
  }
}
