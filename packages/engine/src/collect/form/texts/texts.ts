import type { FileProblem } from "../../../vault/zip.ts";
import type { Basis, Language } from "@abide/policy";

/** What can be wrong with a value: the codes of the shapes, of files, and of what is wrong beside a value's shape. */
export type FieldCode =
  | FileProblem
  | "missing"
  | "no-consent"
  | "not-a-country"
  | "not-a-date"
  | "not-a-file"
  | "not-a-number"
  | "not-a-phone"
  | "not-a-string"
  | "not-a-url"
  | "not-an-address"
  | "not-an-email"
  | "not-an-ip"
  | "not-an-option"
  | "not-from-a-form"
  | "not-text"
  | "refused"
  | "too-long"
  | "too-many"
  | "trap"
  | "twice"
  | "undeclared"
  | "undeclared-activity";

/**
 * Every sentence of a form, in one language. A missing one does not compile. Where the policy's own words follow (what data is used
 * for, what somebody may agree to), they begin after a colon or under a heading: they are verb phrases, "answer what you ask us".
 */
export interface FormTexts {
  readonly language: Language;
  readonly optional: string;
  /** The first entry of a list to choose from. */
  readonly choose: string;
  readonly send: string;
  /** Label of the field that people do not see. */
  readonly trap: string;
  /** Above the button of a form whose answers everybody can read: in bold, and the rest. */
  readonly public: readonly [string, string];
  readonly usedFor: string;
  readonly bases: { readonly [basis in Basis]: string };
  /** `{policy}` is a link to the policy, by its title. */
  readonly policy: string;
  /** Stands over phrases that can be ticked. */
  readonly consent: string;
  readonly consentSays: string;
  /** A link to where a consent is taken back. */
  readonly withdraw: string;
  /** `{kinds}`: "PDF, DOCX"; `{max}`: "10 MB". */
  readonly file: string;
  readonly fileAgain: string;
  /** What a browser that works for the next form says. */
  readonly working: string;
  readonly worked: string;
  /** Stands over a form that comes back. `{wait}`: "12 seconds". */
  readonly says: {
    readonly refused: string;
    readonly tooFast: string;
    readonly tooBusy: string;
    readonly down: string;
  };
  /** What is wrong and what to do. `{max}` is the most characters, or of a file the most bytes in words; `{kinds}` the kinds of files. */
  readonly problems: { readonly [code in FieldCode]: string };
}
