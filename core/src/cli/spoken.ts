import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { cliLocale } from './cli-locale.ts'

/** A text of the command line's own in the terminal's language: the type takes none that lacks one of them. */
export function spoken(text: Required<LocalizedText>): string {
  return textIn(text, cliLocale())
}
