import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'

/** An error for whoever runs Tenon: logs have it in English, a terminal in its own language. */
export function operatorError(code: TenonErrorCode, texts: Required<LocalizedText>, cause?: unknown): TenonError {
  return new TenonError({ code, message: texts.en, texts, cause })
}
