import type { AuditChannel, AuditOrigin } from '@tenon/sdk/contract/audit-origin'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'

/** A person at the studio is what everybody expects: nothing is said of it unless there is an address. */
const CHANNELS: Readonly<Record<AuditChannel, MessageKey>> = {
  studio: 'channelStudio',
  rest: 'channelRest',
  trpc: 'channelTrpc',
  embed: 'channelEmbed',
  import: 'channelImport',
  job: 'channelJob',
  command: 'channelCommand',
}

interface OriginNaming {
  locale: Locale
  /** Words for code such as `entities.deal.beforeUpdate` of the plugin that acted. */
  hookName(hook: string): string
}

/** From where a change came, in a line; empty where that is not worth one. */
export function originText(origin: AuditOrigin | undefined, { locale, hookName }: OriginNaming): string {
  if (!origin?.channel) return ''
  const { channel, address, import: run, hook } = origin
  if (channel === 'studio' && address === undefined && hook === undefined) return ''
  const parts = [translate(locale, CHANNELS[channel]), run?.name, hook && hookName(hook), address]
  return parts.filter((part) => part).join(' · ')
}
