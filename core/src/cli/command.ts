import type { LocalizedText } from '@tenon/sdk/contract/locale'

/** One command of the `tenon` program. */
export interface Command {
  /** How it is called, from its first words on: the same in every language. */
  usage: string
  summary: Required<LocalizedText>
  /** Resolves to the exit code. */
  run(args: string[]): Promise<number>
}
