import { z } from 'zod'
import { printableText } from '../../sandbox/printable-text.ts'
import { hostDenied } from './host-denied.ts'
import { type HostMethods, hostMethod } from './host-method.ts'

const count = z.number().min(0).max(1e9)

/** `tenon.progress`: how far an action is, for whoever pressed its button. Nobody listens to other kinds of hooks. */
export function makeProgressMethods(): HostMethods {
  return {
    'action.progress': hostMethod({
      args: z.strictObject({ done: count, total: count, message: z.string().max(500).exactOptional() }),
      async run({ ctx, kind, budget, onProgress }, { done, total, message }) {
        if (kind !== 'action' || onProgress === undefined) throw hostDenied(ctx, 'action.progress')
        budget.spendEffect('action.progress')
        const said = message === undefined ? {} : { message: printableText(message) }
        await onProgress({ done: Math.min(done, total), total, ...said })
        return null
      },
    }),
  }
}
