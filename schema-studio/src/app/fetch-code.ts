import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { translate } from '../locales/translate.ts'
import { localeStore } from './locale-store.ts'

/** Addresses of files that the browser has; with the page itself came what its links name. */
const had = new Set(
  Array.from(document.querySelectorAll('link[rel=modulepreload]'), (link) => link.getAttribute('href')),
)

/**
 * Stands in every `import()` of the built pages. The files are fetched first, and imported only once all are there: a browser
 * remembers of a module that it could not be had, and would not ask for it again when the connection is back. Fires
 * `studio-unloaded` at the window where one cannot be had.
 */
export async function fetchCode<Module>(load: () => Promise<Module>, files: readonly string[]): Promise<Module> {
  try {
    await Promise.all(files.map((file) => fetchFile(`/${file}`)))
    return await load()
  } catch (error) {
    window.dispatchEvent(new CustomEvent('studio-unloaded', { detail: error }))
    throw error
  }
}

async function fetchFile(url: string): Promise<void> {
  if (had.has(url)) return
  const response = await fetch(url).catch((cause: unknown) => {
    throw new TenonError({ code: 'UNAVAILABLE', message: '', cause })
  })
  // A server that has a newer version no longer gives the code that this page began with.
  if (response.status === 404) {
    throw new TenonError({ code: 'NOT_FOUND', message: translate(localeStore.get(), 'unloadedText') })
  }
  if (!response.ok) throw new TenonError({ code: 'UNAVAILABLE', message: '' })
  // Whole, so that the import takes it from the browser's cache.
  await response.arrayBuffer().catch((cause: unknown) => {
    throw new TenonError({ code: 'UNAVAILABLE', message: '', cause })
  })
  had.add(url)
}
