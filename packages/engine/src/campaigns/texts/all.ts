import { createTexts } from "@abide/console";
import { de } from "./de.ts";
import { en } from "./en.ts";

export const toCampaignTexts = createTexts({ en, de });
export type CampaignTexts = ReturnType<typeof toCampaignTexts>;
