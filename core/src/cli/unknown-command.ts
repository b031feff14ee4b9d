import { nearestName } from '@tenon/sdk/expression/nearest-name'
import { spoken } from './spoken.ts'

/** What is said of words that are no command. */
interface UnknownCommand {
  /** One sentence; null where somebody has asked what there is. */
  problem: string | null
  /** First words of the commands that may be meant. */
  group: string
}

/**
 * Tells words that begin several commands, such as `plugin`, and those that are near one, from those that mean nothing
 * here. `commands`: all there are, by their words.
 */
export function unknownCommand(args: readonly string[], commands: readonly string[]): UnknownCommand {
  const asked = args.length === 0 || args.includes('--help') || args.includes('-h') || args[0] === 'help'
  const option = args.findIndex((word) => word.startsWith('-'))
  const words = option === -1 ? args : args.slice(0, option)
  const group = groupOf(words, commands)
  if (asked) return { problem: null, group }
  const given = words.join(' ')
  if (given === group)
    return {
      problem: spoken({
        en: `'${given}' is the beginning of several commands.`,
        'zh-CN': `“${given}”是多个命令的开头。`,
      }),
      group,
    }
  const known = group === '' ? [] : group.split(' ')
  const next = new Set(
    commands.filter((command) => command.startsWith(group)).map((one) => one.split(' ')[known.length] ?? ''),
  )
  const near = nearestName(words[known.length] ?? '', next)
  const meant = [...known, near].join(' ')
  const problem = spoken({
    en: `there is no command '${given}'${near === null ? '.' : `; did you mean '${meant}'?`}`,
    'zh-CN': `没有命令“${given}”${near === null ? '。' : `；是否想用“${meant}”？`}`,
  })
  return { problem, group }
}

/** As many of the words as begin commands. */
function groupOf(words: readonly string[], commands: readonly string[]): string {
  for (let count = words.length; count > 0; count--) {
    const group = words.slice(0, count).join(' ')
    if (commands.some((command) => command.startsWith(`${group} `))) return group
  }
  return ''
}
