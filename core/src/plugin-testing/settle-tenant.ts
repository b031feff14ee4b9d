import type { TenantRef } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { deliverEvents } from './deliver-events.ts'
import { runDueTasks } from './run-due-tasks.ts'
import type { TestTurn } from './test-turns.ts'

/**
 * Delivers events, creates what entering stages creates and runs tasks that are due, and what these set off, until nothing is
 * left. Throws the first error once all others have run; what has failed is due again after its pause. Ends early, with an
 * error, when the test's turn does.
 */
export async function settleTenant(tenon: Tenon, tenant: TenantRef, turn: TestTurn): Promise<void> {
  const errors: unknown[] = []
  const create = async () => {
    const settling = { signal: turn.signal, isClosed: () => turn.signal.aborted }
    const { count, failures } = await tenon.stageEntries.settle(tenant, settling)
    errors.push(...failures)
    return count
  }
  do {
    turn.check()
    await deliverEvents(tenon, tenant, turn).catch((error: unknown) => void errors.push(error))
  } while ((await create()) + (await runDueTasks(tenon, { tenant, turn }, errors)) > 0)
  if (errors.length > 0) throw errors[0]
}
