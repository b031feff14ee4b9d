import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'

/** A part of the language as a browser gets it: one minified file that needs nothing else. */
export async function bundleExpression(entry: string): Promise<{ code: string; gzip: number }> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input: join(import.meta.dirname, entry) },
    },
  })
  const { output } = result as Rolldown.RolldownOutput
  const [chunk, ...others] = output
  if (chunk.type !== 'chunk' || others.length > 0) throw new Error(`The bundle of ${entry} has several files.`)
  return { code: chunk.code, gzip: gzipSync(chunk.code, { level: 9 }).length }
}
