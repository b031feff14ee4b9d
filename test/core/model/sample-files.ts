import type { StoredFile } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'

const file = (last: number, facts: Omit<StoredFile, 'id'>): JsonValue =>
  ({ id: `01890a5d-ac96-774b-bcce-b302099a90${last}`, ...facts }) as unknown as JsonValue

/** Uploads that the samples name: hostile names, no bytes, more bytes than a number of 32 bits holds. */
export const SAMPLE_FILES: Readonly<Record<'file' | 'image', readonly JsonValue[]>> = {
  file: [
    file(10, { name: '报价 "final", v2 (0190).pdf', size: 5_000_000_000, type: 'application/pdf' }),
    file(11, { name: "=cmd()|'x'.csv", size: 0, type: 'text/csv' }),
    file(12, { name: 'x (01890a5d-ac96-774b-bcce-b302099a8057), y.txt', size: 1, type: 'text/plain' }),
    file(13, { name: '[1].json', size: 3, type: 'application/json' }),
    file(14, { name: 'مرحبا 𠮷 👩‍👩‍👧.txt', size: 9, type: 'text/plain' }),
    file(15, { name: '合同 100%_.pdf', size: 7, type: 'application/pdf' }),
  ],
  image: [
    file(20, { name: '照片.png', size: 68, type: 'image/png', width: 1, height: 2 }),
    file(21, { name: 'wide.webp', size: 70, type: 'image/webp' }),
    file(22, { name: '车头.jpg', size: 71, type: 'image/jpeg', width: 640, height: 480 }),
  ],
}

export function sampleFiles(type: 'file' | 'image', ...places: number[]): JsonValue {
  return places.map((place) => SAMPLE_FILES[type][place] ?? null)
}
