/** Vite takes a style sheet that a screen imports into the screen's own chunk. */
declare module '*.css'
