import { parseArgs } from 'node:util'
import {
  type ListPluginTasksInput,
  PLUGIN_TASK_STATUSES,
  type PluginTaskInfo,
  type PluginTaskStatus,
} from '@tenon/sdk/contract/plugin-work'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { systemContext } from '../context/system-context.ts'
import { findTenant } from '../db/find-tenant.ts'
import { expectedNames } from '../model/expected-names.ts'
import { isUuid } from '../records/is-uuid.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'

export const pluginTasksCommand: Command = {
  usage: 'plugin tasks --tenant <short-name> [--plugin <id>] [--status <status>] [--retry <id of a task>]',
  summary: 'Lists what plugins do later and what became of it, newest first; has a failed one tried again.',
  async run(args) {
    const text = { type: 'string' } as const
    const { values } = parseArgs({ args, options: { tenant: text, plugin: text, status: text, retry: text } })
    const { tenant: slug, plugin, retry } = values
    if (slug === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const status = readStatus(values.status)
    return withTenon(async (tenon) => {
      const ctx = systemContext(await findTenant(tenon.database, slug))
      const { pluginTasks } = tenon.services
      if (retry !== undefined) {
        if (!isUuid(retry)) throw noTask(retry)
        const { name } = await pluginTasks.retry(ctx, { id: retry })
        process.stdout.write(`The server tries it again: ${name}\n`)
        return 0
      }
      const input: ListPluginTasksInput = {
        limit: 100,
        ...(plugin !== undefined && { plugin }),
        ...(status !== undefined && { status }),
      }
      const { tasks } = await pluginTasks.list(ctx, input)
      process.stdout.write(tasks.length === 0 ? `'${slug}' has no such tasks.\n` : tasks.map(lineOf).join(''))
      return 0
    })
  },
}

function noTask(given: string): TenonError {
  const message = `There is no task '${given}': 'tenon plugin tasks' lists them, each beginning with its id.`
  return new TenonError({ code: 'NOT_FOUND', message })
}

function readStatus(given: string | undefined): PluginTaskStatus | undefined {
  if (given === undefined) return undefined
  const known = PLUGIN_TASK_STATUSES.find((status) => status === given)
  if (known !== undefined) return known
  const message = `There is no status '${given}' of tasks; ${expectedNames(given, PLUGIN_TASK_STATUSES).en}.`
  throw new TenonError({ code: 'BAD_REQUEST', message })
}

function lineOf({ id, plugin, kind, name, status, runAt, attempts, error }: PluginTaskInfo): string {
  const about = [id, status.padEnd(7), runAt.slice(0, 19), kind.padEnd(9), `${plugin} ${name}`, `attempts: ${attempts}`]
  const told = error === null ? '' : `\n    ${error.code}: ${error.message.replaceAll(/\s+/g, ' ')}`
  return `${about.join('  ')}${told}\n`
}
