import { enableCompileCache, registerHooks } from 'node:module'

/*
 * Loaded with `--import` before a plugin's tests: `@tenon/sdk/…` is that of the Tenon that runs the tests, so that a
 * plugin's folder needs no node_modules and is always tested against the version that it will run on.
 */
registerHooks({
  resolve(specifier, context, next) {
    const own = specifier.startsWith('@tenon/sdk/')
    return next(specifier, own ? { ...context, parentURL: import.meta.url } : context)
  },
})

// As for every other command: what was compiled by the last run is not compiled again.
enableCompileCache()
