import { parseArgs, stripVTControlCharacters } from 'node:util'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { readConfig, type TenonConfig } from '../config/read-config.ts'
import { operatorError } from '../context/operator-error.ts'
import type { Tenon } from '../create-tenon.ts'
import { findTenant } from '../db/find-tenant.ts'
import { followLogs } from '../events/follow-logs.ts'
import type { HookLogLine } from '../events/shared-log.ts'
import { atMostOne } from './at-most-one.ts'
import type { Command } from './command.ts'
import { commandContext } from './command-context.ts'
import { DEFAULT_PORT } from './open-tenon.ts'
import { pluginFolder } from './plugin-folder.ts'
import { print } from './print.ts'
import { makeReloadPlugin } from './reload-plugin.ts'
import { serveUntilStopped } from './serve-until-stopped.ts'
import { untilStopped } from './until-stopped.ts'
import { watchFolder } from './watch-folder.ts'
import { wrongUsage } from './wrong-usage.ts'

const say = (line: string) => void process.stdout.write(`${line}\n`)

export const devPluginCommand: Command = {
  usage: 'plugin dev [<folder>] --tenant <short-name> [--with <folder>]… [--consent] [--beside]',
  summary: {
    en: 'Serves, and installs the plugin again whenever one of its files is saved; shows what its hooks log.',
    'zh-CN': '启动服务，每次保存插件文件时重新安装，并显示其钩子的日志。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        tenant: { type: 'string' },
        with: { type: 'string', multiple: true },
        consent: { type: 'boolean', default: false },
        beside: { type: 'boolean', default: false },
      },
    })
    if (values.tenant === undefined) return wrongUsage(this)
    const folder = pluginFolder(atMostOne(positionals) ?? '.')
    const config = readConfig(process.env, { folder: '.tenon', port: DEFAULT_PORT, logLevel: 'warn' })
    if (values.beside && config.database.kind === 'pglite') throw cannotStandBeside()
    const tenon = await openTenon(config)
    try {
      const ctx = commandContext(await findTenant(tenon.database, values.tenant))
      const { with: given, consent } = values
      const reload = makeReloadPlugin(tenon, ctx, { folder, given, consent, say })
      return await (values.beside
        ? watchBeside({ tenon, reload, folder, tenantId: ctx.tenant.id })
        : serveAndWatch({ tenon, config, reload, folder }))
    } catch (error) {
      await tenon.close()
      throw error
    }
  },
}

interface Watched {
  tenon: Tenon
  reload: () => Promise<void>
  folder: string
}

async function serveAndWatch({ tenon, config, reload, folder }: Watched & { config: TenonConfig }): Promise<number> {
  return serveUntilStopped({
    tenon,
    config,
    onReady: async ({ port }) => {
      const stop = await watchFolder(folder, reload)
      print({
        en: `Serving on port ${port}: ${config.baseUrl}. Watching ${folder}; stop with Ctrl+C.`,
        'zh-CN': `服务端口 ${port}：${config.baseUrl} 。正在监视“${folder}”；按 Ctrl+C 停止。`,
      })
      return stop
    },
  })
}

/** The servers of the same database hear of each install, and send what hooks log as long as somebody reads along. */
async function watchBeside({ tenon, reload, folder, tenantId }: Watched & { tenantId: string }): Promise<number> {
  const unfollow = await followLogs({
    database: tenon.database,
    tenantId,
    onLine: (line) => say(logText(line)),
    onLeft: (count) =>
      print({
        en: `  … ${count} lines more stand in the log of the server.`,
        'zh-CN': `  … 服务器日志中另有 ${count} 行。`,
      }),
    onError: (error) => {
      const reason = error instanceof Error ? error.message : String(error)
      print({ en: `What hooks log cannot be read: ${reason}`, 'zh-CN': `无法读取钩子的日志：“${reason}”` })
    },
  })
  const stop = await watchFolder(folder, reload)
  print({
    en: `Watching ${folder} beside the running server; stop with Ctrl+C.`,
    'zh-CN': `正在运行中的服务器旁监视“${folder}”；按 Ctrl+C 停止。`,
  })
  await untilStopped()
  await stop()
  await unfollow()
  await tenon.close()
  return 0
}

async function openTenon(config: TenonConfig): Promise<Tenon> {
  try {
    const { createTenon } = await import('../create-tenon.ts')
    return await createTenon(config, {
      onPluginLog: (line) => say(logText(line)),
    })
  } catch (error) {
    if (!(error instanceof TenonError) || !error.message.includes('is in use by process')) throw error
    const texts = {
      en: `${error.message} 'tenon plugin dev' is a server itself: work in its workspace instead of the other's.`,
      'zh-CN': `${textIn(error.texts ?? error.message, 'zh-CN')}“tenon plugin dev”本身就是服务器：请使用它的工作区。`,
    }
    throw operatorError(error.code, texts, error)
  }
}

function logText({ pluginId, target, level, message }: Omit<HookLogLine, 'tenantId'>): string {
  // What a message quotes may come from anywhere, and a terminal would obey it.
  return stripVTControlCharacters(`  ${level} ${pluginId} ${target}: ${message}`)
}

function cannotStandBeside(): TenonError {
  return operatorError('CONFIG_INVALID', {
    en: "The embedded database is open in one process only, so that nothing can stand beside its server: leave out --beside, and 'tenon plugin dev' serves itself.",
    'zh-CN': '内置数据库只能由一个进程打开，无法在其服务器旁运行：请去掉 --beside，由“tenon plugin dev”自行提供服务。',
  })
}
