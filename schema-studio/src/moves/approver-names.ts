import type { Approver } from '@tenon/sdk/contract/approver'
import type { Locale } from '@tenon/sdk/contract/locale'
import { translate } from '../locales/translate.ts'

/** Who can agree, in words; the empty text where nobody can. */
export function approverNames(approvers: readonly Approver[], locale: Locale): string {
  const names = approvers.map((one) =>
    one.kind === 'manager' ? one.name : translate(locale, 'anybodyWithRole', { role: one.label }),
  )
  return new Intl.ListFormat(locale, { type: 'disjunction' }).format([...new Set(names)])
}
