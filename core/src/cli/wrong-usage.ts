import type { Command } from './command.ts'
import { spoken } from './spoken.ts'

/** Says how the command is called. Gives the exit code of wrong usage. */
export function wrongUsage({ usage }: Pick<Command, 'usage'>): 2 {
  process.stderr.write(`${usageHead()}tenon ${usage}\n`)
  return 2
}

/** What stands before the way in which a command is called. */
export function usageHead(): string {
  return spoken({ en: 'Usage: ', 'zh-CN': '用法：' })
}
