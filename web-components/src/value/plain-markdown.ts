/** Markdown as a line of text, for where there is no room for more: its signs are left out, not understood. */
export function plainMarkdown(markdown: string): string {
  return markdown
    .slice(0, 600)
    .replaceAll(/^\s*(#{1,6}|>|[-*+]|\d+[.)])\s+/gm, '')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[*_~`]{1,3}(?=\S)|(?<=\S)[*_~`]{1,3}/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
