import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { actorReference } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { insertEmittedEvent } from '../../events/insert-emitted-event.ts'
import { expectedNames } from '../../model/expected-names.ts'
import { schemaErrorMessage } from '../../model/schema-error-message.ts'
import { payloadValidator } from '../payload-validator.ts'
import { type HostMethods, hostMethod } from './host-method.ts'
import type { HostScope } from './host-scope.ts'
import { removedMeanwhile } from './removed-meanwhile.ts'

const MAX_PAYLOAD_BYTES = 64 * 1024
const MAX_PROBLEMS = 20

/** `tenon.events`: tells other plugins what has happened. Only events of `plugin.json`, with the payload declared there. */
export function makeEventMethods({ database }: { database: Database }): HostMethods {
  return {
    'events.emit': hostMethod({
      args: z.strictObject({
        name: z.string().max(100),
        payload: z.custom<JsonValue>((given) => given !== undefined),
      }),
      async run(scope, { name, payload }) {
        const { ctx, plugin, budget } = scope
        budget.spendCause('events.emit', ctx.depth)
        checkPayload(scope, name, payload)
        const { id } = plugin.package.manifest
        const written = await insertEmittedEvent(database.tenant(ctx.tenant.schema), ctx.tenant.schema, {
          id: uuidv7(),
          type: 'plugin.event',
          name: `${id}.${name}`,
          plugin: id,
          actor: actorReference(ctx.actor),
          depth: ctx.depth,
          payload,
        })
        if (!written) throw removedMeanwhile(ctx, id)
        return null
      },
    }),
  }
}

function checkPayload(scope: HostScope, name: string, payload: JsonValue): void {
  const { manifest } = scope.plugin.package
  const declared = manifest.events?.find((event) => event.name === name)
  if (declared === undefined) throw unknownEvent(scope, name)
  const bytes = Buffer.byteLength(JSON.stringify(payload))
  if (bytes > MAX_PAYLOAD_BYTES) throw tooLarge(scope, bytes)
  const validate = payloadValidator(declared)
  if (validate === null || validate(payload)) return
  const problems = (validate.errors ?? []).slice(0, MAX_PROBLEMS).map(
    (error): Problem => ({
      pointer: error.instancePath,
      message: textIn(schemaErrorMessage(error), scope.ctx.locale),
      rule: error.keyword,
    }),
  )
  throw refused(scope, {
    code: 'VALIDATION_FAILED',
    problems,
    text: { en: `The payload of event '${name}' is wrong.`, 'zh-CN': `事件“${name}”的内容有误。` },
  })
}

function unknownEvent(scope: HostScope, name: string): TenonError {
  const known = (scope.plugin.package.manifest.events ?? []).map((event) => event.name)
  const expected = expectedNames(name, known)
  return refused(scope, {
    code: 'VALIDATION_FAILED',
    text: {
      en: `plugin.json declares no event '${name}'; ${expected.en}.`,
      'zh-CN': `plugin.json 未声明事件“${name}”；${expected['zh-CN']}。`,
    },
  })
}

function tooLarge(scope: HostScope, bytes: number): TenonError {
  return refused(scope, {
    code: 'PAYLOAD_TOO_LARGE',
    text: {
      en: `The payload of an event has ${bytes} bytes of JSON; at most ${MAX_PAYLOAD_BYTES}.`,
      'zh-CN': `事件内容为 ${bytes} 字节的 JSON；最多 ${MAX_PAYLOAD_BYTES} 字节。`,
    },
  })
}

interface Refusal {
  code: 'VALIDATION_FAILED' | 'PAYLOAD_TOO_LARGE'
  text: LocalizedText
  problems?: Problem[]
}

function refused({ ctx }: HostScope, { code, text, problems = [] }: Refusal): TenonError {
  return new TenonError({ code, message: textIn(text, ctx.locale), problems })
}
