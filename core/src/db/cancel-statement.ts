import pg from 'pg'

/** What pg's client and connection have beside what their types say. */
interface Cancelling {
  host: string
  port: number
  ssl: unknown
  connection: NodeJS.EventEmitter & {
    stream: { destroy(): void }
    connect(port: number | string, host?: string): void
    requestSsl(): void
    cancel(processId: number, secretKey: number): void
  }
}

interface Running {
  processID: number
  secretKey: number
}

/**
 * Has the server end the statement that a connection is at, by the protocol's own request on a connection of its own:
 * unlike pg_cancel_backend it reaches the right server process through a pooling proxy, and needs no free connection.
 * Resolves once the server has taken it, or after `milliseconds`; never rejects.
 */
export function cancelStatement(
  running: unknown,
  { url, milliseconds }: { url: string; milliseconds: number },
): Promise<void> {
  const { processID, secretKey } = running as Running
  const { host, port, ssl, connection } = new pg.Client({ connectionString: url }) as unknown as Cancelling
  return new Promise((resolve) => {
    const timer = setTimeout(() => connection.stream.destroy(), milliseconds)
    const settle = () => {
      clearTimeout(timer)
      resolve()
    }
    const cancel = () => connection.cancel(processID, secretKey)
    connection.on('error', settle)
    // The server closes it without an answer.
    connection.on('end', settle)
    connection.on('connect', () => (ssl ? connection.requestSsl() : cancel()))
    connection.on('sslconnect', cancel)
    if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`)
    else connection.connect(port, host)
  })
}
