import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { spoken } from './spoken.ts'

/** A line on the standard output, in the terminal's language. */
export function print(text: Required<LocalizedText>): void {
  process.stdout.write(`${spoken(text)}\n`)
}

/** A line on the standard error, in the terminal's language. */
export function printError(text: Required<LocalizedText>): void {
  process.stderr.write(`${spoken(text)}\n`)
}
