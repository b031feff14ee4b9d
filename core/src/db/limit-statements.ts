import type pg from 'pg'
import { cancelStatement } from './cancel-statement.ts'
import { currentStatementLimits, type StatementLimits } from './statement-limits.ts'

/** A server that does not end a statement by then is not there: the connection is given up. */
const PATIENCE_MILLISECONDS = 2_000
/** Ending one of these would leave open what has become of the transaction. */
const BOUNDARIES = /^(begin|commit|rollback)(;|$)/

/** Has a connection's statements end when their limits are reached. Statements without limits are sent as ever. */
export function limitStatements(client: pg.PoolClient, url: string): void {
  const send = client.query.bind(client) as (...statement: unknown[]) => unknown
  const limited = (...statement: unknown[]) => {
    const bounds = currentStatementLimits()
    if (bounds === undefined || isBoundary(statement[0])) return send(...statement)
    if (bounds.signal?.aborted === true) throw cancelled()
    const answer = send(...statement)
    return answer instanceof Promise ? bounded(client, answer, { url, bounds }) : answer
  }
  client.query = limited as typeof client.query
}

function isBoundary(statement: unknown): boolean {
  return typeof statement === 'string' && BOUNDARIES.test(statement)
}

interface Bounded {
  url: string
  bounds: StatementLimits
}

/** Resolves only once a cancel that was sent has arrived, so that it can never meet the connection's next statement. */
async function bounded(client: pg.PoolClient, answer: Promise<unknown>, { url, bounds }: Bounded): Promise<unknown> {
  let cancelling: Promise<void> | null = null
  let giveUp: NodeJS.Timeout | undefined
  const cancel = () => {
    if (cancelling !== null) return
    giveUp = setTimeout(() => client.connection.stream.destroy(), PATIENCE_MILLISECONDS)
    cancelling = cancelStatement(client, { url, milliseconds: PATIENCE_MILLISECONDS })
  }
  const timer = bounds.milliseconds === undefined ? undefined : setTimeout(cancel, bounds.milliseconds)
  bounds.signal?.addEventListener('abort', cancel, { once: true })
  try {
    const result = await answer
    // The cancel came too late for this statement, and might still come.
    if (cancelling !== null) await giveUpConnection(client)
    return result
  } finally {
    clearTimeout(timer)
    clearTimeout(giveUp)
    bounds.signal?.removeEventListener('abort', cancel)
    await cancelling
  }
}

/** Resolves once the client knows that its connection is gone: the pool then makes another one. */
async function giveUpConnection(client: pg.PoolClient): Promise<void> {
  const ended = new Promise<void>((resolve) => client.connection.once('end', resolve))
  client.connection.stream.destroy()
  await ended
}

/** As PostgreSQL says it of a statement that it has ended. */
function cancelled(): Error {
  return Object.assign(new Error('The request was cancelled before its statement was sent'), { code: '57014' })
}
