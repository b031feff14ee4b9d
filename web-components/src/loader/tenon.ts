/** Tag → file and its hash, put in by the build. */
declare const TENON_WIDGETS: Record<string, [file: string, integrity: string]>

const loaded = new Set<string>()

/** Loads each widget when its tag first stands on the page. The preload carries the hash: `import()` itself cannot. */
function look(): void {
  for (const [tag, [file, integrity]] of Object.entries(TENON_WIDGETS)) {
    if (loaded.has(tag) || !document.querySelector(tag)) continue
    loaded.add(tag)
    const href = new URL(file, import.meta.url).href
    document.head.append(
      Object.assign(document.createElement('link'), { rel: 'modulepreload', crossOrigin: '', integrity, href }),
    )
    void import(/* @vite-ignore */ href)
  }
}

new MutationObserver(look).observe(document, { childList: true, subtree: true })
look()

export {}
