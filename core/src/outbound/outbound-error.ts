import type { Locale, LocalizedText } from '@tenon/sdk/contract/locale'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'

/** Why a request did not go out or got no answer. */
export type OutboundErrorCode = Extract<
  TenonErrorCode,
  'VALIDATION_FAILED' | 'NET_DENIED' | 'NET_FAILED' | 'NET_TIMEOUT' | 'PAYLOAD_TOO_LARGE'
>

/**
 * Without a cause on purpose: errors of sockets name the address that a host name leads to, and whoever asks for the
 * request is not to learn it.
 */
export function outboundError(code: OutboundErrorCode, text: LocalizedText, locale: Locale): TenonError {
  return new TenonError({ code, message: textIn(text, locale) })
}
