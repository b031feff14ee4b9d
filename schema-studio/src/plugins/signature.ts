import type { Hue } from '@tenon/sdk/contract/field-type'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { SignatureVerdict } from '@tenon/sdk/contract/plugins-api'
import { html } from 'lit'
import { type IconName, icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'

const VERDICTS: Record<SignatureVerdict['kind'], { hue: Hue; icon: IconName; label: MessageKey }> = {
  trusted: { hue: 'green', icon: 'shield-check', label: 'signedTrusted' },
  untrusted: { hue: 'amber', icon: 'shield-alert', label: 'signedUntrusted' },
  unsigned: { hue: 'amber', icon: 'shield-alert', label: 'signedUnsigned' },
  unknown: { hue: 'gray', icon: 'shield', label: 'signedUnknown' },
}

/** Who vouches for a package, in two words; needs `chipStyles`. */
export function signatureChip({ kind }: SignatureVerdict, locale: Locale) {
  const verdict = VERDICTS[kind]
  return html`<span class="chip" data-hue=${verdict.hue}>${icon(verdict.icon)} ${translate(locale, verdict.label)}</span>`
}

/** The same in a sentence. */
export function signatureText({ kind, names }: SignatureVerdict, locale: Locale): string {
  if (kind === 'trusted') return translate(locale, 'signedBy', { names: new Intl.ListFormat(locale).format(names) })
  return translate(locale, kind === 'untrusted' ? 'signedUntrustedLong' : 'signedUnsignedLong')
}
