import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { describeProblem } from '../plugins/describe-problem.ts'
import { COMMANDS } from './commands.ts'
import { unknownCommand } from './unknown-command.ts'

/** Runs one command line. Resolves to the exit code: 0 done, 1 failed, 2 wrong usage; others as a command says. Errors are one sentence. */
export async function runCommand(args: string[]): Promise<number> {
  const found = COMMANDS.find(([words]) => words.split(' ').every((word, index) => args[index] === word))
  if (found === undefined) {
    const { problem, group } = unknownCommand(
      args,
      COMMANDS.map(([words]) => words),
    )
    if (problem !== null) process.stderr.write(`tenon: ${problem}\n`)
    process.stdout.write(await usage(group))
    return problem === null ? 0 : 2
  }
  const [words, load] = found
  const command = await load()
  if (args.includes('--help')) {
    process.stdout.write(`Usage: tenon ${command.usage}\n\n${command.summary}\n`)
    return 0
  }
  try {
    return await command.run(args.slice(words.split(' ').length))
  } catch (error) {
    process.stderr.write(`tenon ${words}: ${explain(error)}\n`)
    return isUsageError(error) ? 2 : 1
  }
}

/** `group`: first words of the commands that it is about; empty for all. */
async function usage(group: string): Promise<string> {
  const about = COMMANDS.filter(([words]) => group === '' || words.startsWith(`${group} `))
  const commands = await Promise.all(about.map(([, load]) => load()))
  const lines = commands.map((command) => `  tenon ${command.usage}\n      ${command.summary}`)
  return `Usage:\n${lines.join('\n')}\n\nSettings come from the environment: DATABASE_URL, TENON_FOLDER, TENON_HOST, TENON_PORT, TENON_URL, TENON_SECRET, TENON_TRUST, TENON_CATALOGUE, TENON_FILES, TENON_PG_BIN.\n`
}

function explain(error: unknown): string {
  if (error instanceof TenonError) return [error.message, ...details(error), ...adviceOn(error)].join('\n  ')
  // What follows in Node's words is about file names that begin with a hyphen.
  if (isUsageError(error))
    return error.message.replace(/\. To specify a positional argument.*$/s, '; --help lists those that there are.')
  if (isFileError(error)) return `'${error.path}' cannot be used: ${FILE_PROBLEMS[error.code]}.`
  return `An internal error stopped it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}

function adviceOn({ code, message, problems }: TenonError): string[] {
  const rules = problems.map(({ rule }) => rule)
  if (rules.includes('downgrade')) return ['Ask for it with --allow-downgrade.']
  if (rules.includes('changedContent')) return ['Agree with --allow-changed.']
  if (code !== 'CONSENT_REQUIRED') return []
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
  EEXIST: 'it is there already, and is left as it is',
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
