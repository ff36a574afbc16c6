/** Now in whole epoch seconds, as Glue writes times. */
export const nowSeconds = () => Math.floor(Date.now() / 1000)
