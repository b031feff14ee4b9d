import { parseArgs } from 'node:util'
import {
  type ListPluginTasksInput,
  PLUGIN_TASK_STATUSES,
  type PluginTaskInfo,
  type PluginTaskStatus,
} from '@tenon/sdk/contract/plugin-work'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { operatorError } from '../context/operator-error.ts'
import { findTenant } from '../db/find-tenant.ts'
import { isUuid } from '../records/is-uuid.ts'
import type { Command } from './command.ts'
import { commandContext } from './command-context.ts'
import { expectedText } from './expected-text.ts'
import { withTenon } from './open-tenon.ts'
import { print } from './print.ts'
import { spoken } from './spoken.ts'
import { wrongUsage } from './wrong-usage.ts'

export const pluginTasksCommand: Command = {
  usage: 'plugin tasks --tenant <short-name> [--plugin <id>] [--status <status>] [--retry <id of a task>]',
  summary: {
    en: 'Lists what plugins do later and what became of it, newest first; has a failed one tried again.',
    'zh-CN': '列出插件的后台任务及其结果，最新在前；可重试失败的任务。',
  },
  async run(args) {
    const text = { type: 'string' } as const
    const { values } = parseArgs({ args, options: { tenant: text, plugin: text, status: text, retry: text } })
    const { tenant: slug, plugin, retry } = values
    if (slug === undefined) return wrongUsage(this)
    const status = readStatus(values.status)
    return withTenon(async (tenon) => {
      const ctx = commandContext(await findTenant(tenon.database, slug))
      const { pluginTasks } = tenon.services
      if (retry !== undefined) {
        if (!isUuid(retry)) throw noTask(retry)
        const { name } = await pluginTasks.retry(ctx, { id: retry })
        print({ en: `The server tries it again: ${name}`, 'zh-CN': `服务器将重试：${name}` })
        return 0
      }
      const input: ListPluginTasksInput = {
        limit: 100,
        ...(plugin !== undefined && { plugin }),
        ...(status !== undefined && { status }),
      }
      const { tasks } = await pluginTasks.list(ctx, input)
      if (tasks.length === 0) print({ en: `'${slug}' has no such tasks.`, 'zh-CN': `“${slug}”没有这样的任务。` })
      process.stdout.write(tasks.map(lineOf).join(''))
      return 0
    })
  },
}

function noTask(given: string): TenonError {
  return operatorError('NOT_FOUND', {
    en: `There is no task '${given}': 'tenon plugin tasks' lists them, each beginning with its id.`,
    'zh-CN': `没有任务“${given}”：“tenon plugin tasks”会列出任务，每行以其 id 开头。`,
  })
}

function readStatus(given: string | undefined): PluginTaskStatus | undefined {
  if (given === undefined) return undefined
  const known = PLUGIN_TASK_STATUSES.find((status) => status === given)
  if (known !== undefined) return known
  const expected = expectedText(given, PLUGIN_TASK_STATUSES)
  throw operatorError('BAD_REQUEST', {
    en: `There is no status '${given}' of tasks; ${expected.en}`,
    'zh-CN': `任务没有状态“${given}”；${expected['zh-CN']}`,
  })
}

function lineOf({ id, plugin, kind, name, status, runAt, attempts, error }: PluginTaskInfo): string {
  const about = [
    id,
    status.padEnd(7),
    runAt.slice(0, 19),
    kind.padEnd(9),
    `${plugin} ${name}`,
    spoken({ en: `attempts: ${attempts}`, 'zh-CN': `已尝试 ${attempts} 次` }),
  ]
  const told = error === null ? '' : `\n    ${error.code}: ${error.message.replaceAll(/\s+/g, ' ')}`
  return `${about.join('  ')}${told}\n`
}
