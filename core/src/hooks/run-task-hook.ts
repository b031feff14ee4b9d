import type { HookTopic } from '@tenon/sdk/contract/plugin-manifest'
import type { PluginTaskKind } from '@tenon/sdk/contract/plugin-work'
import type { RunTaskHook } from '../tasks/run-task.ts'
import type { RunPluginHook } from './run-plugin-hook.ts'

const TOPICS: Record<PluginTaskKind, HookTopic> = {
  job: 'jobs',
  schedule: 'schedules',
  event: 'events',
  webhook: 'webhooks',
  lifecycle: 'lifecycle',
}

/** Runs the hook that a task names. */
export function makeRunTaskHook(runPluginHook: RunPluginHook): RunTaskHook {
  return async (tenant, { task, signal }) => {
    const { id, plugin, kind, name, data, depth } = task
    const about = { plugin, topic: TOPICS[kind], name, args: data, eventId: id, depth, signal }
    await runPluginHook(tenant, { ...about, kind: 'afterHook', returns: 'nothing' })
  }
}
