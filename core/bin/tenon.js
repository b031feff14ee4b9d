#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { pathToFileURL } from 'node:url'
import { BUILT_PROGRAM, isBuilt } from './built-program.js'

// Code compiled at one start is not compiled again at the next: that is a third of what a start takes. This file is
// JavaScript because what reads TypeScript would otherwise be loaded for it alone, before there is a cache: 13 MB that
// a server would keep for good.
enableCompileCache()
const { runCommand } = await (isBuilt()
  ? import(pathToFileURL(BUILT_PROGRAM).href)
  : import('../src/cli/run-command.ts'))
process.exitCode = await runCommand(process.argv.slice(2))
