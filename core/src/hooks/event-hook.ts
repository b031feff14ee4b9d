import type { EntityHookName } from '@tenon/sdk/contract/plugin-manifest'
import type { RecordEventType } from '@tenon/sdk/contract/record-event'

/** Which after-hook an event sets off. A move to another stage is an update that has an event of its own. */
export const EVENT_HOOKS: Record<RecordEventType, EntityHookName> = {
  'record.created': 'afterCreate',
  'record.updated': 'afterUpdate',
  'record.deleted': 'afterDelete',
  'record.restored': 'afterRestore',
  'record.stageChanged': 'afterUpdate',
  'record.stageOverdue': 'afterStageOverdue',
  'record.stageStale': 'afterStageStale',
}
