import type { Html, Language } from "@abide/policy";

/** What Abide's own pages say around the policy, in one language. A language is one file that satisfies this type. */
export interface PageTexts {
  readonly language: Language;
  readonly skip: string;
  readonly policy: string;
  readonly choices: string;
  readonly versions: string;
  readonly languages: string;
  readonly about: string;
  readonly generated: (x: { readonly controller: string; readonly hash: Html }) => Html;

  readonly list: {
    readonly title: string;
    readonly lead: string;
    readonly caption: string;
    readonly version: string;
    readonly effective: string;
    readonly published: string;
    readonly changed: string;
    readonly matters: string;
    readonly current: string;
    readonly upcoming: string;
    readonly first: string;
    readonly same: string;
    readonly changes: (count: number) => string;
    readonly json: string;
    readonly compareTitle: string;
    readonly compareSays: string;
    readonly from: string;
    readonly to: string;
    readonly show: string;
    readonly verify: string;
  };
  readonly material: {
    readonly no: string;
    readonly "asks-again": string;
    readonly notifies: string;
  };
  readonly archived: {
    readonly title: (date: string) => string;
    readonly says: (x: { readonly from: string; readonly until: string }) => string;
    readonly upcoming: (x: { readonly from: string }) => string;
    readonly current: string;
    readonly difference: string;
  };
  readonly difference: {
    readonly title: string;
    readonly between: (x: { readonly before: Html; readonly after: Html }) => Html;
    readonly none: string;
    readonly asksAgain: string;
    readonly notifies: string;
    readonly immaterial: string;
    readonly added: string;
    readonly removed: string;
    readonly changed: string;
    readonly before: string;
    readonly after: string;
    readonly what: string;
    readonly nothing: string;
    readonly declared: string;
    readonly swap: string;
    readonly parts: { readonly [part: string]: string };
    readonly other: string;
  };
  readonly missing: {
    readonly title: string;
    readonly says: (asked: Html) => Html;
    readonly next: string;
    readonly seeVersions: string;
    readonly seePolicy: string;
  };
  readonly down: { readonly title: string; readonly says: string; readonly next: string };
  readonly article30: { readonly csv: string; readonly json: string; readonly back: string };
}
