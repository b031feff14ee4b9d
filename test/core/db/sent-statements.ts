import pg from 'pg'
import { vi } from 'vitest'

interface SentStatement {
  text: string
  /** As whose it was sent: the role that was entered with it, or in its transaction; null for the login. */
  role: string | null
}

/** All statements that connections of this process send from now on, as they go out, until `stop` is called. */
export function watchStatements() {
  const sent: SentStatement[] = []
  const within = new WeakMap<pg.Client, string>()
  const query = pg.Client.prototype.query as (this: pg.Client, ...args: unknown[]) => unknown
  function watched(this: pg.Client, ...args: unknown[]): unknown {
    const [first] = args as [string | { text?: string }]
    const text = typeof first === 'string' ? first : (first.text ?? '')
    const begun = /^(?:begin|start transaction).*; set local role "([^"]+)"$/.exec(text)?.[1]
    if (begun !== undefined) within.set(this, begun)
    if (text !== '') sent.push({ text, role: entered(first) ?? within.get(this) ?? null })
    if (text === 'commit' || text === 'rollback') within.delete(this)
    return query.apply(this, args)
  }
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(watched as never)
  return { sent, stop: () => spy.mockRestore() }
}

/** Of a statement that enters a role by itself. */
function entered(first: unknown): string | null {
  return (first as { entered?: { role: string } | null }).entered?.role ?? null
}
