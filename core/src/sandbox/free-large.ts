/** Far above what Node keeps several small buffers in. */
export const LARGE = 256 * 1024

/**
 * Gives the memory of large bytes back at once: the garbage collector would let dozens of megabytes of them pile up, because
 * it sees little of its own heap in them. Nobody may read them afterwards.
 */
export function freeLarge({ buffer, byteLength }: Uint8Array): void {
  if (byteLength >= LARGE && buffer instanceof ArrayBuffer) buffer.transfer(0)
}
