import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

export interface CatalogueServer {
  /** Address of the catalogue in the folder; with a name, of a hostile variant of it. */
  url(variant?: CatalogueVariant): string
  /** Paths that were asked for. */
  asked: string[]
  close(): Promise<void>
}

/**
 * `swapped`: another file under the name of the newest. `endless`: an index without an end. `large`: a package of more
 * bytes than its index says. `elsewhere`: leads to a file of the machine. `slow`: begins and never ends. `silent`:
 * never begins. `garbage`: no catalogue. `late`: answers after three seconds.
 */
type CatalogueVariant = 'swapped' | 'endless' | 'large' | 'elsewhere' | 'slow' | 'silent' | 'garbage' | 'late'

/** Serves a folder of packed plugins on this machine, as any web server would, and hostile variants of it. */
export async function serveCatalogue(folder: string): Promise<CatalogueServer> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    asked.push(path)
    const [, variant = '', file = ''] = path.split('/')
    const isIndex = file === 'index.json'
    response.on('error', () => undefined)
    if (variant === 'elsewhere') return response.writeHead(302, { location: 'file:///etc/passwd' }).end()
    if (variant === 'silent') return undefined
    if (variant === 'garbage') return response.end('<html>Sign in to the hotel’s network</html>')
    if (variant === 'slow') return response.write('{"format":')
    if (variant === 'endless') return writeForEver(() => response.write('x'.repeat(1024 * 1024)), response)
    const content = contentOf(folder, file)
    if (content === null) return response.writeHead(404).end()
    if (variant === 'late' && isIndex) return void setTimeout(() => response.end(content), 3_000)
    if (variant === 'large' && !isIndex) return response.end(Buffer.concat([content, Buffer.alloc(1024 * 1024)]))
    if (variant === 'swapped' && !isIndex) return response.end(`${content.toString('utf8').slice(0, -1)} `)
    return response.end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return {
    url: (variant) => `http://localhost:${port}/${variant ?? 'good'}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function contentOf(folder: string, file: string): Buffer | null {
  try {
    return readFileSync(join(folder, file))
  } catch {
    return null
  }
}

function writeForEver(write: () => boolean, response: NodeJS.EventEmitter): undefined {
  let open = true
  response.on('close', () => {
    open = false
  })
  const next = () => {
    if (!open) return
    write()
    setImmediate(next)
  }
  next()
}
