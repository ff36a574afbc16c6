/** What a browser calls an asset, by the code of its reason. https://www.iana.org/assignments/media-types/ */
const types: Record<string, string> = {
  ...{ png: 'image/png', jpeg: 'image/jpeg', gif: 'image/gif', tiff: 'image/tiff' },
  ...{ webp: 'image/webp', bmp: 'image/bmp', heif: 'image/heif', avif: 'image/avif' },
  ...{ wav: 'audio/wav', mp3: 'audio/mpeg', flac: 'audio/flac', ogg: 'audio/ogg' },
  ...{ mp4: 'video/mp4', avi: 'video/x-msvideo', pdf: 'application/pdf', rtf: 'application/rtf' },
  word: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  powerpoint: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ...{ zip: 'application/zip', '7z': 'application/x-7z-compressed', html: 'text/html' },
  ...{ epub: 'application/epub+zip', jar: 'application/java-archive', xml: 'application/xml' },
  ...{ sql: 'application/sql', text: 'text/plain', prose: 'text/plain', code: 'text/plain' },
}

/** Undefined where nobody has given it a name, or it may be several. */
export const mimeOf = (type: string): string | undefined => types[type]
