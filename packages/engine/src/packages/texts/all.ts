import { createTexts } from "@abide/console";
import { de } from "./de.ts";
import { en } from "./en.ts";

export const toPackageTexts = createTexts({ en, de });
export type PackageTexts = ReturnType<typeof toPackageTexts>;
