/**
 * Every sentence of the banner, the centre and the placeholder, in one language. A missing one does not compile. Names and lists
 * stand after a colon or under a heading, never inside a sentence that would have to decline them.
 */
export interface Texts {
  /** The banner's question. `{purposes}` is a list: "Analytics and Advertising". */
  readonly ask: string;
  /** Why the banner is back. */
  readonly asksAgain: string;
  /** The link to the difference between the two versions. */
  readonly difference: string;
  readonly accept: string;
  readonly reject: string;
  /** The banner's link to the centre. */
  readonly details: string;

  /** The centre's heading, and the link to it in a footer. */
  readonly title: string;
  readonly intro: string;
  readonly withdraw: string;
  readonly close: string;
  readonly save: string;

  /** The heading over what is kept. */
  readonly now: string;
  readonly noChoice: string;
  readonly chosenOn: string;
  readonly allowed: string;
  /** `{some}` of `{all}` trackers, in figures. */
  readonly of: string;
  readonly keptUntil: string;
  readonly version: string;
  readonly receipt: string;

  /** How much of a purpose is allowed. */
  readonly all: string;
  readonly mixed: string;
  readonly none: string;
  /** The switch over all trackers of one purpose: `{purpose}` is its title. */
  readonly whole: string;
  /** Where nothing can be chosen. */
  readonly nothingOptional: string;
  readonly necessary: string;
  readonly always: string;

  readonly recipient: string;
  /** The recipient of a first party's tracker: the site itself. */
  readonly ourselves: string;
  readonly recipientPolicy: string;
  readonly optOut: string;
  /** The longest that anything of a tracker lives. */
  readonly life: string;
  /** Over what a tracker leaves on the device. */
  readonly stores: string;
  readonly storesNothing: string;
  readonly cookie: string;
  readonly local: string;
  readonly session: string;
  readonly indexeddb: string;
  readonly cache: string;
  readonly untilClosed: string;
  readonly untilDeleted: string;

  /** What the status line says. */
  readonly sending: string;
  readonly kept: string;
  readonly waits: string;
  readonly again: string;
  readonly failed: string;

  /** The heading over GPC and DNT. */
  readonly signals: string;
  /** `{signal}` is its name: "Global Privacy Control". */
  readonly honoured: string;
  readonly outweighed: string;
  readonly refuses: string;
  readonly ignores: string;
  readonly sent: string;
  readonly notSent: string;

  readonly optOuts: string;
  readonly optOutsSays: string;
  readonly browser: string;
  readonly browserSays: string;
  readonly policy: string;

  /** The placeholder of an embed. `{recipient}` is a name with its country. */
  readonly held: string;
  readonly holds: string;
  readonly show: string;
  readonly open: string;
}
