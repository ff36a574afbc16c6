/** Bytes that become too many. */
import {
  decompressedBytesMax,
  decompressionFloorBytes,
  decompressionRatioMax,
} from '../../limits.ts'

export const isBomb = (compressedBytes: number, bytes: number): boolean =>
  bytes > decompressedBytesMax ||
  (bytes > decompressionFloorBytes && bytes / Math.max(1, compressedBytes) > decompressionRatioMax)
