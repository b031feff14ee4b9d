import { makeActions } from './actions/make-actions.ts'
import { nameActions } from './actions/name-actions.ts'
import { onceActions } from './actions/once-actions.ts'
import { makeBulk } from './bulk/make-bulk.ts'
import { makeImports } from './bulk/make-imports.ts'
import { onceBulk } from './bulk/once-bulk.ts'
import type { createRecordVerbs, RecordScope } from './create-record-verbs.ts'
import { makeDuplicateSearches } from './duplicates/make-duplicate-searches.ts'
import type { RecallActor } from './identity/make-recall-actor.ts'
import type { PluginStore } from './plugins/plugin-store.ts'
import { nameDuplicates } from './records/names/name-duplicates.ts'

interface RunsGround extends RecordScope {
  plugins: PluginStore
  identity: { recallActor: RecallActor }
  records: ReturnType<typeof createRecordVerbs>
}

/** What goes on when the request is over, in this process. */
export function createRuns(ground: RunsGround, onError: (error: unknown) => void) {
  const working = { ...ground, ...ground.records, recallActor: ground.identity.recallActor, onError }
  const [actions, bulk, searches] = [makeActions(working), makeBulk(working), makeDuplicateSearches(working)]
  const imports = makeImports(working, bulk)
  const { findDuplicates: find, setApart } = ground.records
  return {
    parts: [actions, bulk, searches],
    background: { watches: [bulk.watch, searches.watch] },
    runAction: actions.runToEnd,
    edge: { imports },
    services: {
      actions: nameActions(ground, onceActions(ground.database, actions)),
      bulk: onceBulk(ground, bulk),
      duplicates: nameDuplicates(ground.models, { find, setApart, ...searches.verbs }),
    },
  }
}
