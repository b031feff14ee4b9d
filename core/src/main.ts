import { enableCompileCache } from 'node:module'

// Code compiled at one start is not compiled again at the next: that is a third of what a start takes.
enableCompileCache()
const { runCommand } = await import('./cli/run-command.ts')
process.exitCode = await runCommand(process.argv.slice(2))
