/**
 * Texts of any script in ASCII letters, for names of tables and folders that a person should recognise. Frozen: names
 * of tables are made of it, so no letter may ever change (a library's table changes with its versions).
 */

const pairs = (letters: string, spelt: string): [string, string][] => {
  const words = spelt.split(' ')
  return [...letters].map((letter, i) => [letter, words[i] === '-' ? '' : (words[i] ?? '')])
}

/** Lower case, without marks: what a decomposition leaves is looked up here. */
const spellings = new Map([
  ...pairs('ßæœøłđðþıħŋĸſə', 'ss ae oe o l d d th i h n k s e'),
  ...pairs('абвгдежзийклмноп', 'a b v g d e zh z i i k l m n o p'),
  ...pairs('рстуфхцчшщъыьэюя', 'r s t u f kh ts ch sh shch - y - e yu ya'),
  ...pairs('єіґђјљњћџѕ', 'ye i g dj j lj nj c dz dz'),
  ...pairs('αβγδεζηθικλμνξοπ', 'a v g d e z i th i k l m n x o p'),
  ...pairs('ρςστυφχψω', 'r s s t y f ch ps o'),
  ...pairs('אבגדהוזחטיךכלםמן', 'a b g d h v z ch t y k k l m m n'),
  ...pairs('נסעףפץצקרשת', 'n s a p p ts ts k r sh t'),
  ...pairs('ابتثجحخدذرزسشصض', 'a b t th j h kh d dh r z s sh s d'),
  ...pairs('طظعغفقكلمنهويىة', 't z a gh f q k l m n h w y a h'),
  ...pairs('ءپچژگکی', '- p ch zh g k y'),
])

/** Words of `a-z` and `0-9` with one `_` between them; empty where nothing of it can be spelt so. */
export function asciiName(text: string, charactersMax: number): string {
  const plain = text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const spelt = Array.from(plain, (letter) => spellings.get(letter) ?? letter).join('')
  return spelt
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, charactersMax + 1)
    .replace(/^_+/, '')
    .slice(0, charactersMax)
    .replace(/_+$/, '')
}
