import type { Locale } from '../contract/locale.ts'

export interface TenonClientOptions {
  /** Where Tenon answers, such as `https://crm.example.com`; empty for the page's own origin. */
  baseUrl: string
  /** Gives an embed token or API key. Asked when there is none yet and when the server has refused the last one. */
  token?: () => Promise<string>
  headers?: Record<string, string>
  /** Language of messages and labels. Default: the browser's. */
  locale?: Locale
  /** Default: the global one. */
  fetch?: typeof fetch
}

export interface CallOptions {
  signal?: AbortSignal
}

export interface LiveOptions {
  /** The stream was broken and is back, or other records are to be seen than before: messages may have been missed, so re-read. */
  onReconnect?: () => void
}
