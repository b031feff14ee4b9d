import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { describeProblem } from '../plugins/describe-problem.ts'
import { adviceOn } from './advice-on.ts'
import { COMMANDS } from './commands.ts'
import { errorText } from './error-text.ts'
import { spoken } from './spoken.ts'
import { unknownCommand } from './unknown-command.ts'
import { isUsageError, usageProblem } from './usage-problem.ts'
import { usageHead } from './wrong-usage.ts'

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
    process.stdout.write(`${usageHead()}tenon ${command.usage}\n\n${spoken(command.summary)}\n`)
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
  const lines = commands.map((command) => `  tenon ${command.usage}\n      ${spoken(command.summary)}`)
  const settings = spoken({
    en: 'Settings come from the environment: DATABASE_URL, TENON_FOLDER, TENON_HOST, TENON_PORT, TENON_URL, TENON_SECRET, TENON_TRUST, TENON_CATALOGUE, TENON_FILES, TENON_PG_BIN.',
    'zh-CN':
      '设置来自环境变量：DATABASE_URL、TENON_FOLDER、TENON_HOST、TENON_PORT、TENON_URL、TENON_SECRET、TENON_TRUST、TENON_CATALOGUE、TENON_FILES、TENON_PG_BIN。',
  })
  return `${usageHead().trimEnd()}\n${lines.join('\n')}\n\n${settings}\n`
}

function explain(error: unknown): string {
  if (error instanceof TenonError) return [errorText(error), ...details(error), ...adviceOn(error)].join('\n  ')
  if (isUsageError(error)) return usageProblem(error)
  if (isFileError(error)) {
    const problem = FILE_PROBLEMS[error.code] ?? { en: error.code }
    return spoken({
      en: `'${error.path}' cannot be used: ${problem.en}.`,
      'zh-CN': `无法使用“${error.path}”：${textIn(problem, 'zh-CN')}。`,
    })
  }
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return spoken({ en: `An internal error stopped it: ${told}`, 'zh-CN': `因内部错误而中止：${told}` })
}

/** What is wrong, one per line; nothing where the message says it all. */
function details({ message, problems }: TenonError): string[] {
  if (problems.length === 1 && problems[0] !== undefined && message.includes(problems[0].message)) return []
  return problems.map(({ file, ...problem }) =>
    file === undefined ? `${problem.pointer || '/'}: ${problem.message}` : describeProblem({ file, ...problem }),
  )
}

const FILE_PROBLEMS: Readonly<Record<string, Required<LocalizedText>>> = {
  ENOENT: { en: 'it does not exist', 'zh-CN': '它不存在' },
  EEXIST: { en: 'it is there already, and is left as it is', 'zh-CN': '它已存在，保持不变' },
  EACCES: { en: 'this user may not open it', 'zh-CN': '当前用户无权打开' },
  EPERM: { en: 'this user may not change it', 'zh-CN': '当前用户无权更改' },
  EISDIR: { en: 'it is a folder', 'zh-CN': '它是文件夹' },
  ENOTDIR: { en: 'a folder is expected on the way to it', 'zh-CN': '其路径中有一处应为文件夹' },
  EROFS: { en: 'it cannot be written to', 'zh-CN': '它不可写' },
  ENOSPC: { en: 'the disk is full', 'zh-CN': '磁盘已满' },
}

function isFileError(error: unknown): error is { path: string; code: string } {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error)) return false
  return typeof error.path === 'string' && Object.hasOwn(FILE_PROBLEMS, String(error.code))
}
