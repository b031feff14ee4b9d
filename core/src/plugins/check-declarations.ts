import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { PluginManifest, WebhookDeclaration } from '@tenon/sdk/contract/plugin-manifest'
import { Cron } from 'croner'
import { checkForm } from '../model/check/check-form.ts'
import { checkName } from '../model/check/check-name.ts'
import { type ModelProblem, pointerStep, within } from '../model/check/model-problem.ts'
import { shownValue } from '../model/field-types/shown-value.ts'
import { checkContractDeclarations } from './check-contract-declarations.ts'
import { checkEventSchema } from './check-event-schema.ts'

const NAMED = ['secrets', 'actions', 'schedules', 'webhooks', 'events', 'rights'] as const

/** What is wrong with the forms, times, addresses and secrets that a well-formed manifest declares. */
export function checkDeclarations(manifest: PluginManifest): ModelProblem[] {
  const { settings, actions = [], schedules = [], webhooks = [], events = [] } = manifest
  return [
    ...NAMED.flatMap((list) => checkNames(list, manifest[list] ?? [])),
    ...within('/settings', checkOptionalForm(settings)),
    ...actions.flatMap(({ form }, index) => within(`/actions/${index}/form`, checkOptionalForm(form))),
    ...schedules.flatMap((schedule, index) => within(`/schedules/${index}`, checkSchedule(schedule))),
    ...webhooks.flatMap((webhook, index) => within(`/webhooks/${index}`, checkHeader(webhook))),
    ...events.flatMap(({ payload }, index) =>
      payload === undefined ? [] : within(`/events/${index}/payload`, checkEventSchema(payload)),
    ),
    ...checkSecretHosts(manifest),
    ...checkContractDeclarations(manifest),
  ]
}

function checkNames(list: (typeof NAMED)[number], declared: ReadonlyArray<{ name: string }>): ModelProblem[] {
  const names = declared.map(({ name }) => name)
  return names.flatMap((name, index) =>
    within(`/${list}/${index}/name`, [
      ...checkName(name),
      ...(names.indexOf(name) === index ? [] : [problem('duplicate', twice(name))]),
    ]),
  )
}

function checkOptionalForm(form: FormSchema | undefined): ModelProblem[] {
  return form === undefined ? [] : checkForm(form)
}

function checkSchedule({ cron, timeZone }: { cron: string; timeZone?: string }): ModelProblem[] {
  if (cron.trim().split(/\s+/).length !== 5) return within('/cron', [problem('cron', badCron(cron, 'five fields'))])
  try {
    if (new Cron(cron, { timezone: timeZone ?? 'UTC', paused: true }).nextRun() !== null) return []
    return within('/cron', [problem('cron', badCron(cron, 'a time that comes'))])
  } catch (error) {
    const pointer = isTimeZone(timeZone) ? '/cron' : '/timeZone'
    const told = error instanceof Error ? error.message : String(error)
    return within(pointer, [
      pointer === '/cron' ? problem('cron', badCron(cron, told)) : problem('timeZone', badZone(timeZone ?? '')),
    ])
  }
}

function isTimeZone(name: string | undefined): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

function checkHeader({ verify, header, prefix }: WebhookDeclaration): ModelProblem[] {
  if (verify !== 'standardWebhooks' || (header === undefined && prefix === undefined)) return []
  const pointer = header === undefined ? '/prefix' : '/header'
  const text = {
    en: 'standardWebhooks has headers of its own; this is for hmacSha256 and token',
    'zh-CN': 'standardWebhooks 使用自己的请求头；此项仅用于 hmacSha256 与 token',
  }
  return within(pointer, [problem('header', text)])
}

function checkSecretHosts({ secrets = [], capabilities = [] }: PluginManifest): ModelProblem[] {
  const reachable = new Set(capabilities.map(({ capability }) => capability))
  return secrets.flatMap(({ hosts }, index) =>
    hosts.flatMap((host, position) =>
      reachable.has(`http:${host}`)
        ? []
        : [
            {
              ...problem('unreachable', {
                en: `the plugin asks for no capability http:${host}, so that the secret can never be sent there`,
                'zh-CN': `插件未申请能力 http:${host}，该密钥无法发送到此主机`,
              }),
              pointer: `/secrets/${index}/hosts${pointerStep(position)}`,
            },
          ],
    ),
  )
}

function problem(rule: string, text: ModelProblem['problem']): ModelProblem {
  return { pointer: '', rule, problem: text }
}

function twice(name: string): ModelProblem['problem'] {
  return { en: `${shownValue(name)} is there twice`, 'zh-CN': `${shownValue(name)} 重复` }
}

function badCron(cron: string, reason: string): ModelProblem['problem'] {
  return {
    en: `${shownValue(cron)} is no time table (${reason}); expected minute, hour, day of month, month and day of week, such as '0 7 * * 1-5'`,
    'zh-CN': `${shownValue(cron)} 不是有效的时间表（${reason}）；应为 分 时 日 月 周，例如 '0 7 * * 1-5'`,
  }
}

function badZone(timeZone: string): ModelProblem['problem'] {
  return {
    en: `${shownValue(timeZone)} is no time zone; expected an IANA name such as Asia/Shanghai or Europe/Berlin`,
    'zh-CN': `${shownValue(timeZone)} 不是时区，应为 IANA 名称，例如 Asia/Shanghai`,
  }
}
