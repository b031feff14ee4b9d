/** “Test drive booked” → `testDriveBooked`; a label without Latin letters stands for itself. Never one of `taken`. */
export function optionValueFrom(label: string, taken: readonly string[]): string {
  const words = label
    .trim()
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
  const camel = words
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join('')
  const base = (camel || label.trim() || 'option').slice(0, 90)
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? base : `${base}${number}`
    if (!taken.includes(candidate)) return candidate
  }
}
