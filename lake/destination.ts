/** Where what is said of destinations lies, in the work bucket. */

export const destinations = 'destinations/'
const states = 'destinationstates/'
const places = 'destinationplaces/'

export const destinationKey = (name: string): string => `${destinations}${name}.json`
export const destinationStateKey = (name: string): string => `${states}${name}.json`
/** How far it is: whoever sends writes it, by If-Match. */
export const destinationPlaceKey = (name: string): string => `${places}${name}.json`
