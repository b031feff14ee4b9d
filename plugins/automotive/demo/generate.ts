import { formatDemoFile } from '../../demo-kit/format-demo-file.ts'
import { makeAutomotiveDemo } from './make-automotive-demo.ts'

process.stdout.write(formatDemoFile(makeAutomotiveDemo()))
