/** How a store says that it has no room left, in the beginning of its message: a laptop's disk does. */
export const noSpace = 'No space is left'
