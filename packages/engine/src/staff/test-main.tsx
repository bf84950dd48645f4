import { ReaderProvider, renderDocument } from "@abide/console";
import type { PageAnswer } from "./console-page.ts";

/** What a page of the console shows, as its markup: without the frame around it, for somebody of whom nothing is asked. */
export const renderMain = async ({ main }: PageAnswer): Promise<string> =>
  renderDocument(<ReaderProvider value={{ language: "en", zone: "UTC", csrfToken: "mark" }}>{main}</ReaderProvider>);
