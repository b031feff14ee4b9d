/** JSON as UTF-8 that is only handed on. `onTaken` hears once that a child has it, or that nobody waits for it any more. */
export class HostText {
  readonly bytes: Uint8Array
  readonly onTaken: () => void

  constructor(bytes: Uint8Array, onTaken: () => void) {
    this.bytes = bytes
    this.onTaken = onTaken
  }
}
