import { enableCompileCache } from 'node:module'

/*
 * A process of its own that bundles the folder that it is told and prints what came of it. JavaScript, as the program's
 * own entry is: what reads TypeScript is loaded only where nothing compiled is kept.
 */
enableCompileCache()
const { bundleHooks } = await import('./bundle-hooks.ts')
process.stdout.write(JSON.stringify(await bundleHooks(process.argv[2] ?? '')))
