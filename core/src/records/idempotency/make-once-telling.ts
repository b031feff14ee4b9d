import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { PlacedRecord, RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { canonicalJson } from '../../schema-change/canonical-json.ts'
import { claimKey, releaseKey } from './claim-key.ts'

type Verb<Input, Result> = (ctx: RequestContext, input: Input) => Promise<Result>

/** Longer than a claim lasts, so that whoever waits for a process that died gets its turn. */
const PATIENCE_MILLISECONDS = 20_000
const LONGEST_PAUSE_MILLISECONDS = 500

/**
 * Makes a verb that makes its change once for each idempotency key: sent again, it gives the first answer, as `tell` reads
 * it from what was kept, and changes nothing; the same key with something else is CONFLICT. A failure leaves the key free.
 * Without a key it is the verb itself.
 */
export function makeOnceTelling({ database }: { database: Database }) {
  return function onceTelling<Input, Result>(
    name: string,
    verb: Verb<Input, Result>,
    tell: (ctx: RequestContext, kept: JsonValue[], input: Input) => Result | Promise<Result>,
  ): Verb<Input, Result> {
    return async (ctx, input) => {
      const { idempotencyKey: key } = ctx
      if (key === undefined) return verb(ctx, input)
      const claim = randomUUID()
      const turn = await takeTurn(database, ctx, { key, claim, request: hashOf(name, input) })
      if ('answer' in turn) return tell(ctx, turn.answer, input)
      try {
        const { done } = turn
        return await verb(Object.freeze({ ...ctx, claim, ...(done.length > 0 && { doneBefore: done }) }), input)
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

/** The first request's answer, or what an earlier try has done where this one is the first to answer. */
type Outcome = { answer: JsonValue[] } | { done: PlacedRecord[] }

async function takeTurn(database: Database, ctx: RequestContext, turn: Turn): Promise<Outcome> {
  const until = performance.now() + PATIENCE_MILLISECONDS
  for (let pause = 25; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)) {
    const outcome = await claimKey(database, ctx, turn)
    if (outcome.kind === 'claimed') return { done: outcome.done }
    if (outcome.kind === 'answered') return { answer: outcome.answer }
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
