import type { ActionRun } from '@tenon/sdk/contract/action-run'
import type { AppServices } from '../app/app-services.ts'
import type { RunSource } from './run-follower.ts'

/** Runs of plugins' actions, to be followed. */
export function actionRuns({ client }: Pick<AppServices, 'client'>): RunSource<ActionRun> {
  return {
    get: (id) => client.actions.get({ id }),
    cancel: (id) => client.actions.cancel({ id }),
    hear(message) {
      if (message.type !== 'action.progress') return null
      const { run: id, status, done, total, refused, message: words } = message
      return { id, status, news: { done, total, refused, message: words } }
    },
  }
}
