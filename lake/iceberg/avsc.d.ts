/** avsc types only its index, which drags in files and streams. */
declare module 'avsc/lib/types.js' {
  export interface AvroType {
    toBuffer(value: unknown): Buffer
    decode(bytes: Buffer, offset: number): { value: unknown; offset: number }
  }
  interface LongCodec {
    fromBuffer(bytes: Buffer): bigint
    toBuffer(value: bigint): Buffer
    fromJSON(value: number | string): bigint
    toJSON(value: bigint): string
    isValid(value: unknown): boolean
    compare(a: bigint, b: bigint): number
  }
  const types: {
    Type: {
      forSchema(
        schema: unknown,
        options?: { registry?: Record<string, AvroType>; omitRecordMethods?: boolean },
      ): AvroType
    }
    builtins: { LongType: { __with(codec: LongCodec): AvroType } }
  }
  export default types
}
