export { renderBanner } from "./banner.ts";
export { renderCentre } from "./centre.ts";
export { renderPlaceholder } from "./placeholder.ts";
export type { Frame } from "./placeholder.ts";
export { renderSignal } from "./signal.ts";
export { languages, toDirection, toSpoken, toTexts } from "../texts/to-texts.ts";
export type { Texts } from "../texts/texts.ts";
export type { Visit } from "../visit.ts";
