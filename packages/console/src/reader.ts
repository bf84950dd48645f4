import { createContext, useContext } from "hono/jsx";
import type { Language } from "@abide/policy";
import { toKitTexts } from "./texts/all.ts";

/** Whom a page is rendered for. Every part asks for it where it needs it, so that no form forgets its token and no time its zone. */
export interface Reader {
  /** The language of the page. */
  readonly language: Language;
  /** The site's time zone: "Europe/Zurich". */
  readonly zone: string;
  /** Marks a form as one of this session. Undefined before somebody has signed in. */
  readonly csrfToken: string | undefined;
}

const context = createContext<Reader | undefined>(undefined);

/** Says who reads what stands in it. `Shell` does so for a whole page. */
export const ReaderProvider = context.Provider;

/** Who reads the page that is being rendered. Throws outside of a page: a form without a token would be refused only when it is sent. */
export function useReader(): Reader & { readonly texts: ReturnType<typeof toKitTexts> } {
  const reader = useContext(context);
  if (!reader) throw new Error("This part of a page was rendered outside of one: put it into a Shell.");
  return { ...reader, texts: toKitTexts(reader.language) };
}
