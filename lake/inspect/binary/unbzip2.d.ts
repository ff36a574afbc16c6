/** It comes without types; its decompressed bytes come out as Node's streams of old give them. */
declare module 'unbzip2-stream' {
  export default function unbzip2(): NodeJS.ReadWriteStream
}
