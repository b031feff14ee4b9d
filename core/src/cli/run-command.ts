import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { checkPluginCommand } from './check-plugin-command.ts'
import type { Command } from './command.ts'
import { createTenantCommand } from './create-tenant-command.ts'
import { createUserCommand } from './create-user-command.ts'
import { demoCommand } from './demo-command.ts'
import { importCommand } from './import-command.ts'
import { installPluginCommand } from './install-plugin-command.ts'
import { listPluginsCommand } from './list-plugins-command.ts'
import { newPluginCommand } from './new-plugin-command.ts'
import { serveCommand } from './serve-command.ts'
import { setupLinkCommand } from './setup-link-command.ts'
import { testPluginCommand } from './test-plugin-command.ts'
import { typesPluginCommand } from './types-plugin-command.ts'

const COMMANDS: Command[] = [
  demoCommand,
  serveCommand,
  createTenantCommand,
  installPluginCommand,
  listPluginsCommand,
  newPluginCommand,
  checkPluginCommand,
  testPluginCommand,
  typesPluginCommand,
  createUserCommand,
  setupLinkCommand,
  importCommand,
]

/** Runs one command line. Resolves to the exit code: 0 done, 1 failed, 2 wrong usage. Errors are one sentence. */
export async function runCommand(args: string[]): Promise<number> {
  const command = COMMANDS.find(({ words }) => words.every((word, index) => args[index] === word))
  if (command === undefined) {
    const asked = args.length === 0 || args.includes('--help') || args.includes('-h') || args[0] === 'help'
    if (!asked) process.stderr.write(`tenon: there is no command '${args.join(' ')}'.\n`)
    process.stdout.write(usage())
    return asked ? 0 : 2
  }
  if (args.includes('--help')) {
    process.stdout.write(`Usage: tenon ${command.usage}\n\n${command.summary}\n`)
    return 0
  }
  try {
    return await command.run(args.slice(command.words.length))
  } catch (error) {
    process.stderr.write(`tenon ${command.words.join(' ')}: ${explain(error)}\n`)
    return isUsageError(error) ? 2 : 1
  }
}

function usage(): string {
  const width = Math.max(...COMMANDS.map((command) => command.usage.length))
  const lines = COMMANDS.map((command) => `  tenon ${command.usage.padEnd(width)}  ${command.summary}`)
  return `Usage:\n${lines.join('\n')}\n\nSettings come from the environment: DATABASE_URL, TENON_FOLDER, TENON_HOST, TENON_PORT, TENON_URL, TENON_SECRET.\n`
}

function explain(error: unknown): string {
  if (error instanceof TenonError) {
    const details = error.problems.map(({ pointer, message }) => `\n  ${pointer || '/'}: ${message}`)
    return `${error.message}${details.join('')}`
  }
  if (isUsageError(error)) return error.message
  return `An internal error stopped it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}
