import { spoken } from './spoken.ts'

/** Whether words were given that the command does not know: an error of Node's `parseArgs`, or one like it. */
export function isUsageError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

/** What such an error says, in the terminal's language: Node itself speaks English. */
export function usageProblem({ code, message }: Error & { code: string }): string {
  // What follows in Node's words is about file names that begin with a hyphen.
  const en = message.replace(/\. To specify a positional argument.*$/s, '; --help lists those that there are.')
  return spoken({ en, 'zh-CN': inChinese(code, message) })
}

function inChinese(code: string, message: string): string {
  const [, named = ''] = /'([^']*)'/.exec(message) ?? []
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `没有选项“${named}”；--help 会列出全部选项。`
  if (/does not take an argument/.test(message)) return `选项“${named}”不带值。`
  if (/argument missing/.test(message)) return `选项“${named}”缺少值。`
  if (/argument is ambiguous/.test(message)) {
    const option = named.replace(/ .*$/, '')
    return `选项“${named}”的值以连字符开头，含义不明：请写成“${option}=-…”。`
  }
  return /^Unexpected argument/.test(message) ? `多出了“${named}”：此命令不接受选项以外的参数。` : message
}
