import { SourceMap } from 'node:module'
import { isAbsolute, relative } from 'node:path'
import { type Bundle, bundleHooks } from '../plugins/bundle-hooks.ts'
import { TRACED_BASE, TRACED_ENTRY, TRACED_FRAME } from '../plugins/traced-entry.ts'

/** A plugin's script as its tests run it, and the map of the way back to the files of its author. */
export interface TracedScript {
  name: string
  folder: string
  source: string
  map: string
}

export interface TracedPlugins {
  bundle(folder: string): Promise<Bundle>
  scripts(): readonly TracedScript[]
  /** Puts the files and lines that an error came through into its message, where hooks threw it. Gives it back. */
  explain(error: unknown): unknown
}

const FRAMES = new RegExp(`\\n${TRACED_FRAME}(tenon-test:\\d+):(-?\\d+):(\\d+):(.*)`, 'g')

/** Bundles plugins so that it can be told where in their authors' files something happened: for tests alone. */
export function makeTracedPlugins(): TracedPlugins {
  const traced = new Map<string, TracedScript & { places: SourceMap; base: number }>()
  let made = 0

  async function bundle(folder: string): Promise<Bundle> {
    const name = `tenon-test:${made}`
    made += 1
    const bundled = await bundleHooks(folder, { tracedAs: name })
    if ('problem' in bundled) return bundled
    const { source, map = '' } = bundled
    const base = source.slice(0, source.indexOf(TRACED_BASE)).split('\n').length
    traced.set(name, { name, folder, source, map, base, places: new SourceMap(JSON.parse(map)) })
    return bundled
  }

  function placeOf(name: string, line: number, column: number): string | null {
    const script = traced.get(name)
    const origin = script?.places.findOrigin(script.base + line, column)
    if (script === undefined || origin === undefined || !('fileName' in origin)) return null
    const inside = relative(script.folder, origin.fileName)
    // What lies outside is the SDK, in which no author looks for a fault.
    if (inside.startsWith('..') || isAbsolute(inside) || inside === TRACED_ENTRY) return null
    return `${relative(process.cwd(), origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`
  }

  function withPlaces(text: string): string {
    return text.replaceAll(FRAMES, (...match: string[]) => {
      const [, name = '', line, column, caller = ''] = match
      const place = placeOf(name, Number(line), Number(column))
      if (place === null) return ''
      // Functions without a name bear that of the code they are in, which V8 calls so.
      return caller === '' || caller === 'eval' ? `\n    at ${place}` : `\n    at ${caller} (${place})`
    })
  }

  return {
    bundle,
    scripts: () => [...traced.values()],
    explain(error) {
      if (!(error instanceof Error) || !error.message.includes(TRACED_FRAME)) return error
      error.stack = withPlaces(error.stack ?? '')
      error.message = withPlaces(error.message)
      return error
    },
  }
}
