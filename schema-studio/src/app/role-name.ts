import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'

/** Roles that every tenant has, with their words. */
export const BUILT_IN_ROLES: Readonly<Partial<Record<string, MessageKey>>> = { admin: 'roleAdmin', staff: 'roleStaff' }

/** What people call a role: as the tenant has named it, in our words where it has not, by its own name where nobody knows it. */
export function roleName(
  name: string,
  { labels = {}, locale }: { labels?: Readonly<Record<string, LocalizedText>> | undefined; locale: Locale },
): string {
  const own = Object.hasOwn(labels, name) ? labels[name] : undefined
  if (own !== undefined) return textIn(own, locale)
  const words = Object.hasOwn(BUILT_IN_ROLES, name) ? BUILT_IN_ROLES[name] : undefined
  return words === undefined ? name : translate(locale, words)
}
