import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { frameOf, frameReader } from './frames.js'

const READ_SIZE = 64 * 1024

/**
 * The channel to core at a file descriptor. Goes past the machinery of streams where it can: without a JIT that costs
 * as much as a small hook.
 * @param {number} fd
 * @param {{ onMessage: (message: unknown) => void, onEnd: () => void }} listeners
 * @returns {(message: unknown) => void}
 */
export function openCoreChannel(fd, { onMessage, onEnd }) {
  const read = frameReader({ onMessage, onBroken: onEnd })
  const socket = new Socket({
    fd,
    readable: true,
    writable: true,
    onread: {
      buffer: Buffer.alloc(READ_SIZE),
      callback: (length, buffer) => {
        read(Buffer.from(buffer.subarray(0, length)))
        return true
      },
    },
  })
  socket.on('error', () => {})
  socket.once('close', onEnd)
  return (message) => {
    const frame = frameOf(message)
    const written = socket.writableLength === 0 ? writeNow(fd, frame) : 0
    if (written < frame.length) socket.write(frame.subarray(written))
  }
}

/** How much of it went at once: none or a part when the pipe is full. @param {number} fd @param {Buffer} frame */
function writeNow(fd, frame) {
  // There a write would wait for the read that is always under way.
  if (process.platform === 'win32') return 0
  try {
    return writeSync(fd, frame)
  } catch {
    return 0
  }
}
