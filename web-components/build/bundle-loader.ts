import { join } from 'node:path'
import { build } from 'vite'
import { outputFileNames } from './output-file-names.ts'
import { squeezeTemplates } from './squeeze-templates.ts'

export interface BundleLoaderInput {
  root: string
  dist: string
  /** Tag → file and hash. */
  widgets: Record<string, { file: string; integrity: string }>
}

/** The hashed name of the loader's file in `dist`. */
export async function bundleLoader({ root, dist, widgets }: BundleLoaderInput): Promise<string> {
  const table = Object.entries(widgets).map(([tag, { file, integrity }]) => [tag, [file, integrity]])
  const output = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    define: { TENON_WIDGETS: JSON.stringify(Object.fromEntries(table)) },
    build: {
      outDir: dist,
      emptyOutDir: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input: { tenon: join(root, 'src/loader/tenon.ts') }, output: outputFileNames },
    },
    plugins: [squeezeTemplates],
  })
  const entry = 'output' in output && output.output.find((file) => file.type === 'chunk' && file.isEntry)
  if (!entry) throw new Error('vite gave no loader')
  return entry.fileName
}
