import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { describeProblem } from '../plugins/describe-problem.ts'
import { applyModelCommand } from './apply-model-command.ts'
import { buildCatalogueCommand } from './build-catalogue-command.ts'
import { checkPluginCommand } from './check-plugin-command.ts'
import type { Command } from './command.ts'
import { createTenantCommand } from './create-tenant-command.ts'
import { createUserCommand } from './create-user-command.ts'
import { demoCommand } from './demo-command.ts'
import { devPluginCommand } from './dev-plugin-command.ts'
import { exportPluginCommand } from './export-plugin-command.ts'
import { importCommand } from './import-command.ts'
import { installPluginCommand } from './install-plugin-command.ts'
import { keygenCommand } from './keygen-command.ts'
import { listPluginsCommand } from './list-plugins-command.ts'
import { newPluginCommand } from './new-plugin-command.ts'
import { packPluginCommand } from './pack-plugin-command.ts'
import { planModelCommand } from './plan-model-command.ts'
import { clearSecretCommand, listSecretsCommand, setSecretCommand } from './plugin-secret-command.ts'
import { pluginSettingsCommand } from './plugin-settings-command.ts'
import { pluginTasksCommand } from './plugin-tasks-command.ts'
import { pluginWebhooksCommand } from './plugin-webhooks-command.ts'
import { pullModelCommand } from './pull-model-command.ts'
import { removePluginCommand } from './remove-plugin-command.ts'
import { serveCommand } from './serve-command.ts'
import { setupLinkCommand } from './setup-link-command.ts'
import { signPluginCommand } from './sign-plugin-command.ts'
import { testPluginCommand } from './test-plugin-command.ts'
import { typesPluginCommand } from './types-plugin-command.ts'
import { upgradePluginCommand } from './upgrade-plugin-command.ts'
import { verifyFilesCommand } from './verify-files-command.ts'
import { verifyModelCommand } from './verify-model-command.ts'
import { verifyPluginCommand } from './verify-plugin-command.ts'

const COMMANDS: Command[] = [
  demoCommand,
  serveCommand,
  createTenantCommand,
  installPluginCommand,
  upgradePluginCommand,
  removePluginCommand,
  exportPluginCommand,
  listPluginsCommand,
  pluginTasksCommand,
  pluginWebhooksCommand,
  pluginSettingsCommand,
  listSecretsCommand,
  setSecretCommand,
  clearSecretCommand,
  newPluginCommand,
  devPluginCommand,
  checkPluginCommand,
  testPluginCommand,
  typesPluginCommand,
  packPluginCommand,
  keygenCommand,
  signPluginCommand,
  verifyPluginCommand,
  buildCatalogueCommand,
  pullModelCommand,
  planModelCommand,
  applyModelCommand,
  verifyModelCommand,
  verifyFilesCommand,
  createUserCommand,
  setupLinkCommand,
  importCommand,
]

/** Runs one command line. Resolves to the exit code: 0 done, 1 failed, 2 wrong usage; others as a command says. Errors are one sentence. */
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
  const lines = COMMANDS.map((command) => `  tenon ${command.usage}\n      ${command.summary}`)
  return `Usage:\n${lines.join('\n')}\n\nSettings come from the environment: DATABASE_URL, TENON_FOLDER, TENON_HOST, TENON_PORT, TENON_URL, TENON_SECRET, TENON_TRUST, TENON_CATALOGUE, TENON_FILES.\n`
}

function explain(error: unknown): string {
  if (error instanceof TenonError) return [error.message, ...details(error), ...adviceOn(error)].join('\n  ')
  if (isUsageError(error)) return error.message
  if (isFileError(error)) return `'${error.path}' cannot be used: ${FILE_PROBLEMS[error.code]}.`
  return `An internal error stopped it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}

function adviceOn({ code, message, problems }: TenonError): string[] {
  if (code !== 'CONSENT_REQUIRED') return []
  const rules = problems.map(({ rule }) => rule)
  if (rules.includes('capability')) return ['Answer with --grant all, --grant none, or --grant and those you agree to.']
  if (rules.includes('editConflict'))
    return ['Choose with --keep <path> or --take <path>, or --edits keep or take for all.']
  if (rules.includes('stageMapping'))
    return ['Say where the records go with --map-stage <entity.pipeline.stage>=<pipeline.stage or none>.']
  return message.includes('--confirm') ? [] : ['Agree with --consent.']
}

/** What is wrong, one per line; nothing where the message says it all. */
function details({ message, problems }: TenonError): string[] {
  if (problems.length === 1 && problems[0] !== undefined && message.includes(problems[0].message)) return []
  return problems.map(({ file, ...problem }) =>
    file === undefined ? `${problem.pointer || '/'}: ${problem.message}` : describeProblem({ file, ...problem }),
  )
}

const FILE_PROBLEMS: Record<string, string> = {
  ENOENT: 'it does not exist',
  EACCES: 'this user may not open it',
  EPERM: 'this user may not change it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a folder is expected on the way to it',
  EROFS: 'it cannot be written to',
  ENOSPC: 'the disk is full',
}

function isFileError(error: unknown): error is { path: string; code: string } {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error)) return false
  return typeof error.path === 'string' && Object.hasOwn(FILE_PROBLEMS, String(error.code))
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}
