import type { WorkingCalendars } from '../calendars/working-calendars.ts'
import type { Database } from '../db/database.ts'
import type { HookRunner } from '../hooks/hook-runner.ts'
import type { ScopeDependencies } from './record-scope.ts'
import type { CheckStageChanges } from './stage-change.ts'

/** What every write needs. */
export interface WriteDependencies extends ScopeDependencies {
  database: Database
  hooks: Pick<HookRunner, 'runBefore' | 'runValidations' | 'runComputed'>
  checkStageChanges: CheckStageChanges
  calendars: Pick<WorkingCalendars, 'of'>
}
