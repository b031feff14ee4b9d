/** A statement of a tenant's work, as a connection is asked for it. */
export class TenantStatement {
  readonly text: string
  readonly values: readonly unknown[]
  /** To be entered for this statement alone; null in a transaction, which has entered it. */
  readonly role: string | null
  /** In a transaction, the role to go back to. */
  readonly leaveTo: string | undefined

  constructor(text: string, values: readonly unknown[], roles: { role: string | null; leaveTo?: string }) {
    this.text = text
    this.values = values
    this.role = roles.role
    this.leaveTo = roles.leaveTo
  }
}
