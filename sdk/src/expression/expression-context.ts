import type { Locale } from '../contract/locale.ts'

/** Who acts, as expressions see it. */
export interface ExpressionActor {
  readonly id: string | null
  readonly roles: readonly string[]
  readonly team: string | null
}

/** What an expression knows besides records. The same in the browser, on the server and in the database. */
export interface ExpressionContext {
  readonly now: Date
  /** IANA zone in which `today` and the days of points in time are meant: the tenant's, never the machine's. */
  readonly timeZone: string
  /** Null where nobody acts; its fields are null then. */
  readonly actor: ExpressionActor | null
  /** Of error messages. */
  readonly locale?: Locale
}
