import { createTexts } from "@abide/console";
import { de } from "./de.ts";
import { en } from "./en.ts";

export const toSubscriptionTexts = createTexts({ en, de });
export type SubscriptionTexts = ReturnType<typeof toSubscriptionTexts>;
