/** The file in which a view or metric of that name lies, as files are usually named. */
export function partFile(kind: 'view' | 'metric', name: string): string {
  const kebab = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
  return `${kind}s/${kebab}.${kind}.json`
}
