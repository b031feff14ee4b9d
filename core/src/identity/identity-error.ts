import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'

interface IdentityErrorInput {
  code: TenonErrorCode
  message: LocalizedText
  problems?: Problem[]
}

export function identityError(locale: Locale, { code, message, problems }: IdentityErrorInput): TenonError {
  return new TenonError({ code, message: textIn(message, locale), ...(problems && { problems }) })
}

/** An error about one value of the input, so that a form can show it at its field. */
export function inputError(locale: Locale, pointer: string, message: LocalizedText): TenonError {
  const text = textIn(message, locale)
  return new TenonError({ code: 'VALIDATION_FAILED', message: text, problems: [{ pointer, message: text }] })
}
