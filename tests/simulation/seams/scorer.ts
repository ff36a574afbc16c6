export class NotScored extends Error {
  override name = 'NotScored'
}

export const openScorer = (): object => ({})
