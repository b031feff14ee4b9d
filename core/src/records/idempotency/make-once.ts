import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { canonicalJson } from '../../schema-change/canonical-json.ts'
import { claimKey, releaseKey } from './claim-key.ts'

type Verb<Input, Answer> = (ctx: RequestContext, input: Input) => Promise<Answer>

/** Longer than a claim lasts, so that whoever waits for a process that died gets its turn. */
const PATIENCE_MILLISECONDS = 20_000
const LONGEST_PAUSE_MILLISECONDS = 500

/**
 * Makes a verb that writes once for each idempotency key: sent again, it gives the first answer and changes
 * nothing; the same key with something else is CONFLICT. A failure leaves the key free. Without a key it is the verb itself.
 */
export function makeOnce({ database }: { database: Database }) {
  return function once<Input, Answer extends object>(name: string, verb: Verb<Input, Answer>): Verb<Input, Answer> {
    return async (ctx, input) => {
      const { idempotencyKey: key } = ctx
      if (key === undefined) return verb(ctx, input)
      const claim = randomUUID()
      const first = await takeTurn(database, ctx, { key, claim, request: hashOf(name, input) })
      // What the same verb has given to the same input.
      if (first !== null) return first as Answer
      try {
        return await verb(Object.freeze({ ...ctx, claim }), input)
      } catch (error) {
        // Where the database is away, the claim ends by itself.
        await releaseKey(database, ctx, { key, claim }).catch(() => undefined)
        throw error
      }
    }
  }
}

interface Turn {
  key: string
  claim: string
  request: string
}

/** Resolves to the first request's answer, or to null where this one is the first. */
async function takeTurn(database: Database, ctx: RequestContext, turn: Turn): Promise<object | null> {
  const until = performance.now() + PATIENCE_MILLISECONDS
  for (let pause = 25; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)) {
    const outcome = await claimKey(database, ctx, turn)
    if (outcome.kind === 'claimed') return null
    if (outcome.kind === 'answered') return outcome.answer[0] ?? null
    if (outcome.kind === 'otherRequest') throw otherRequest(ctx, turn.key)
    if (performance.now() > until) throw stillUnderWay(ctx, turn.key)
    await sleep(pause, undefined, { signal: ctx.signal })
  }
}

function hashOf(verb: string, input: unknown): string {
  return createHash('sha256')
    .update(`${verb}\n${canonicalJson(input)}`)
    .digest('base64url')
}

function otherRequest({ locale }: RequestContext, key: string): TenonError {
  const message = {
    en: `The idempotency key '${key}' was used for another request: send each request with a key of its own.`,
    'zh-CN': `幂等键“${key}”已用于另一个请求：每个请求须使用各自的键。`,
  }
  const text = textIn(message, locale)
  const problems = [{ pointer: '', message: text, rule: 'idempotencyKey' }]
  return new TenonError({ code: 'CONFLICT', message: text, problems })
}

function stillUnderWay({ locale }: RequestContext, key: string): TenonError {
  const message = {
    en: `The first request with the idempotency key '${key}' has not ended yet. Send it again in a moment.`,
    'zh-CN': `幂等键“${key}”的首个请求尚未结束，请稍后重新发送。`,
  }
  return new TenonError({ code: 'UNAVAILABLE', message: textIn(message, locale) })
}
