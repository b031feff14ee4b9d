import type { TenantRef } from '../context/request-context.ts'
import type { EventKind } from '../events/event-kind.ts'
import type { ModelStore } from '../model/model-store.ts'

/** Kinds of events that may enter a stage which creates something: those of which `makeNoteStageEntries` writes something down. */
export function makeCreatingEvents({ models }: { models: Pick<ModelStore, 'get'> }) {
  return async (tenant: TenantRef): Promise<EventKind[]> => {
    const { pipelines } = await models.get(tenant)
    const creating = [...pipelines.values()].filter(({ stages }) =>
      [...stages.values()].some(({ entry }) => (entry?.creates ?? []).length > 0),
    )
    return creating.flatMap(({ entity }): EventKind[] => [`record.created ${entity}`, `record.stageChanged ${entity}`])
  }
}
