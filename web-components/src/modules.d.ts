declare module 'lucide-static/icon-nodes.json' {
  const nodes: Record<string, Array<[string, Record<string, string>]>>
  // biome-ignore lint/style/noDefaultExport: vite gives a JSON file as the default export
  export default nodes
}
