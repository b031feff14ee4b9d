import { parseArgs } from 'node:util'
import { readConfig } from '../config/read-config.ts'
import type { Command } from './command.ts'
import { DEFAULT_PORT } from './open-tenon.ts'
import { DEMO_PEOPLE, prepareDemo } from './prepare-demo.ts'
import { serveUntilStopped } from './serve-until-stopped.ts'
import { startSampleHost } from './start-sample-host.ts'

export const demoCommand: Command = {
  usage: 'demo',
  summary: 'Starts the demo: a tenant with generated data, known passwords and a sample host site.',
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
  const people = DEMO_PEOPLE.map(({ email, password, role }) => `    ${email}   password ${password}   (${role})`)
  const host = hostUrl === null ? '' : `\n  A host site with an embedded customer view: ${hostUrl}\n`
  return `\n  Tenon is ready: ${url}\n\n  Sign in as\n${people.join('\n')}\n${host}\n  Stop with Ctrl+C. The data stay in the data folder.\n\n`
}
