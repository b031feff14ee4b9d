import { parseArgs } from 'node:util'
import { readConfig } from '../config/read-config.ts'
import type { Command } from './command.ts'
import { DEFAULT_PORT } from './open-tenon.ts'
import { DEMO_PEOPLE, prepareDemo } from './prepare-demo.ts'
import { serveUntilStopped } from './serve-until-stopped.ts'
import { spoken } from './spoken.ts'
import { startSampleHost } from './start-sample-host.ts'

export const demoCommand: Command = {
  usage: 'demo',
  summary: {
    en: 'Starts the demo: a tenant with generated data, known passwords and a sample host site.',
    'zh-CN': '启动演示：含生成数据和已知密码的租户，以及一个示例网站。',
  },
  async run(args) {
    parseArgs({ args, options: {} })
    const config = readConfig(process.env, { folder: '.tenon', port: DEFAULT_PORT, logLevel: 'warn' })
    const { createTenon } = await import('../create-tenon.ts')
    const tenon = await createTenon(config)
    try {
      const demo = await prepareDemo(tenon, config, (line) => process.stdout.write(`${line}\n`))
      return await serveUntilStopped({
        tenon,
        config,
        onReady: async ({ port }) => {
          const host = await startSampleHost({ tenonUrl: config.baseUrl, port: port + 1, site: demo.site })
          process.stdout.write(welcome(config.baseUrl, host.url))
          return host.stop
        },
      })
    } catch (error) {
      await tenon.close()
      throw error
    }
  },
}

function welcome(url: string, hostUrl: string | null): string {
  const people = DEMO_PEOPLE.map(({ email, password, role }) =>
    spoken({
      en: `    ${email}   password ${password}   (${role})`,
      'zh-CN': `    ${email}   密码 ${password}   （${role}）`,
    }),
  ).join('\n')
  const host = spoken({
    en: `\n  A host site with an embedded customer view: ${hostUrl}\n`,
    'zh-CN': `\n  嵌入了客户视图的示例网站：${hostUrl}\n`,
  })
  const site = hostUrl === null ? '' : host
  return spoken({
    en: `\n  Tenon is ready: ${url}\n\n  Sign in as\n${people}\n${site}\n  Stop with Ctrl+C. The data stay in the data folder.\n\n`,
    'zh-CN': `\n  Tenon 已就绪：${url}\n\n  登录身份\n${people}\n${site}\n  按 Ctrl+C 停止。数据保留在数据文件夹中。\n\n`,
  })
}
