import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { actorReference } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { expectedNames } from '../../model/expected-names.ts'
import { cancelJob } from '../../tasks/cancel-job.ts'
import { insertTask } from '../../tasks/insert-task.ts'
import { MAX_WAITING } from '../../tasks/plugin-task.ts'
import { type HostMethods, hostMethod } from './host-method.ts'
import type { HostScope } from './host-scope.ts'
import { removedMeanwhile } from './removed-meanwhile.ts'
import { storableKey } from './storable-key.ts'

const MAX_DATA_BYTES = 64 * 1024
const YEAR_SECONDS = 366 * 86_400

const scheduleArgs = z.strictObject({
  name: z.string().max(100),
  data: z.custom<JsonValue>((given) => given !== undefined).exactOptional(),
  at: z.iso.datetime({ offset: true }).max(40).exactOptional(),
  afterSeconds: z.number().min(0).max(YEAR_SECONDS).exactOptional(),
  key: storableKey.exactOptional(),
})

/** `tenon.jobs`: work of the plugin's own that is put off. Needs no capability: it may do no more than it may now. */
export function makeJobMethods({ database }: { database: Database }): HostMethods {
  return {
    'jobs.schedule': hostMethod({
      args: scheduleArgs,
      async run(scope, input) {
        const { ctx, plugin, budget } = scope
        budget.spendCause('jobs.schedule', ctx.depth)
        const { manifest, hooks } = plugin.package
        if (!hooks.jobs.includes(input.name)) throw unknownJob(scope, input.name)
        const id = uuidv7()
        const written = await insertTask(database.tenant(ctx.tenant.schema), ctx.tenant.schema, {
          id,
          plugin: manifest.id,
          kind: 'job',
          name: input.name,
          data: readData(scope, input.data ?? null),
          ...readTime(scope, input),
          ...(input.key !== undefined && { key: input.key }),
          depth: ctx.depth,
          createdBy: actorReference(ctx.actor),
        })
        if (written === 'full') throw tooMany(scope)
        if (written === 'gone') throw removedMeanwhile(ctx, manifest.id)
        return { id }
      },
    }),
    'jobs.cancel': hostMethod({
      args: z.strictObject({ key: storableKey }),
      async run({ ctx, plugin, budget }, input) {
        budget.spendEffect('jobs.cancel')
        return cancelJob(database, ctx.tenant.schema, { plugin: plugin.package.manifest.id, key: input.key })
      },
    }),
  }
}

function readData(scope: HostScope, data: JsonValue): JsonValue {
  const bytes = Buffer.byteLength(JSON.stringify(data))
  if (bytes <= MAX_DATA_BYTES) return data
  throw refused(scope, 'PAYLOAD_TOO_LARGE', {
    en: `The data of a job have ${bytes} bytes of JSON; at most ${MAX_DATA_BYTES}.`,
    'zh-CN': `作业数据为 ${bytes} 字节的 JSON；最多 ${MAX_DATA_BYTES} 字节。`,
  })
}

function readTime(scope: HostScope, { at, afterSeconds }: z.infer<typeof scheduleArgs>): { runAt?: Date } {
  if (at !== undefined && afterSeconds !== undefined) {
    throw refused(scope, 'VALIDATION_FAILED', {
      en: "A job has 'at' or 'afterSeconds', not both.",
      'zh-CN': '作业只能有 at 或 afterSeconds 其中之一。',
    })
  }
  if (at === undefined && afterSeconds === undefined) return {}
  const now = Date.now()
  const runAt = at === undefined ? new Date(now + (afterSeconds ?? 0) * 1_000) : new Date(at)
  // However long ago, it is due now: no database has the years before the first.
  if (runAt.getTime() <= now + YEAR_SECONDS * 1_000) return { runAt: new Date(Math.max(0, runAt.getTime())) }
  throw refused(scope, 'VALIDATION_FAILED', {
    en: `'${at}' is too far ahead: a job is put off by a year at most.`,
    'zh-CN': `“${at}”过远：作业最多推迟一年。`,
  })
}

function unknownJob(scope: HostScope, name: string): TenonError {
  const expected = expectedNames(name, scope.plugin.package.hooks.jobs)
  return refused(scope, 'VALIDATION_FAILED', {
    en: `The plugin has no job '${name}' in its code; ${expected.en}.`,
    'zh-CN': `插件代码中没有作业“${name}”；${expected['zh-CN']}。`,
  })
}

function tooMany(scope: HostScope): TenonError {
  return refused(scope, 'RATE_LIMITED', {
    en: `The plugin has ${MAX_WAITING} tasks waiting, which is as many as it may.`,
    'zh-CN': `插件已有 ${MAX_WAITING} 个任务在等待，已达上限。`,
  })
}

type Refusal = 'VALIDATION_FAILED' | 'PAYLOAD_TOO_LARGE' | 'RATE_LIMITED'

function refused({ ctx }: HostScope, code: Refusal, text: LocalizedText): TenonError {
  return new TenonError({ code, message: textIn(text, ctx.locale) })
}
