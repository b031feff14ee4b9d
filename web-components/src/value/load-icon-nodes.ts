/** Shapes of an icon: SVG elements with their attributes. */
export type IconNodes = ReadonlyArray<[tag: string, attributes: Record<string, string>]>

let loading: Promise<Readonly<Record<string, IconNodes>>> | null = null

/** All icons of lucide (ISC licence) by their names. They are large, so they come when one is needed. */
export async function loadIconNodes(): Promise<Readonly<Record<string, IconNodes>>> {
  loading ??= import('lucide-static/icon-nodes.json').then(({ default: nodes }) => nodes)
  try {
    return await loading
  } catch (error) {
    loading = null
    throw error
  }
}
