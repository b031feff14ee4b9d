/** A statement of a tenant's work, as a connection is asked for it. */
export class TenantStatement {
  readonly text: string
  readonly values: readonly unknown[]
  /** To be entered for this statement alone; null in a transaction, which has entered it. */
  readonly role: string | null

  constructor(text: string, values: readonly unknown[], role: string | null) {
    this.text = text
    this.values = values
    this.role = role
  }
}
