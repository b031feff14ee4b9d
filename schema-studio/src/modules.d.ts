declare module '*.svg?raw' {
  const source: string
  // biome-ignore lint/style/noDefaultExport: vite gives a raw file as the default export
  export default source
}
declare module '*.css' {}
declare module 'lucide-static/icon-nodes.json' {
  const nodes: Record<string, Array<[string, Record<string, string>]>>
  // biome-ignore lint/style/noDefaultExport: vite gives a JSON file as the default export
  export default nodes
}
/** Adds its words to the main module, and has nothing to give. */
declare module 'cronstrue/locales/zh_CN.js' {}
